namespace DataShare.Warehouse;

/// <summary>Which columns a consumer's SQL reads.</summary>
/// <param name="Relations">Those that the SQL names, each with the contract's columns that it needs.</param>
/// <param name="Unknown">Why that cannot be told, as a sentence; null when it can. Then <paramref name="Relations"/> is empty.</param>
public sealed record ColumnUse(IReadOnlyList<RelationUse> Relations, string? Unknown = null)
{
    /// <summary>Why the statements can never run, in the engine's words; null when they may. Then <see cref="Unknown"/> is said too.</summary>
    public string? Fault { get; init; }
}

/// <param name="Columns">
/// In the relation's order, then those that it would need and does not have; empty when only rows are counted.
/// </param>
public sealed record RelationUse(SqlRelation Relation, IReadOnlyList<string> Columns)
{
    /// <summary>Those among <see cref="Columns"/> that may as well be columns of a table of the consumer's own.</summary>
    public IReadOnlyList<string> Doubtful { get; init; } = [];
}
