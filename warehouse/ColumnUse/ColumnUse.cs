namespace DataShare.Warehouse;

/// <summary>The columns that a consumer's SQL reads.</summary>
/// <param name="Relations">The relations that the SQL names, each with the contract's columns that it needs. Empty if they are unknown.</param>
/// <param name="Unknown">A sentence that says why they are unknown; null if they are known.</param>
public sealed record ColumnUse(IReadOnlyList<RelationUse> Relations, string? Unknown = null)
{
    /// <summary>The engine's message, if the statements can never run; then <see cref="Unknown"/> is set too. Null if they may run.</summary>
    public string? Fault { get; init; }
}

/// <param name="Columns">
/// The needed columns in the relation's order, then needed columns that the relation lacks; empty if the SQL only counts rows.
/// </param>
public sealed record RelationUse(SqlRelation Relation, IReadOnlyList<string> Columns)
{
    /// <summary>The ones of <see cref="Columns"/> that may also be columns of one of the consumer's own tables.</summary>
    public IReadOnlyList<string> Doubtful { get; init; } = [];
}
