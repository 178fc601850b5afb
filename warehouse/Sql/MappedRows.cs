using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Queries for the stored rows of a major's table, and for these rows mapped step by step to other majors.</summary>
/// <param name="stored">The columns of a major's table; null if there is no such table.</param>
internal sealed class MappedRows(SqlDialect sql, Func<LakeTableId, IReadOnlySet<string>?> stored)
{
    /// <summary>Gives the text after <c>from</c> for a table's rows. By default the table itself.</summary>
    public Func<LakeTableId, string> Relation { get; init; } = table => sql.Relation(TableNames.Data(table));

    /// <summary>Stored columns that are kept unmapped under <see cref="OwnName"/>.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>The name of one of the <see cref="Kept"/> columns. No contract can have such a column.</summary>
    public static string OwnName(int place) => "_datashare_own_" + place.ToString(CultureInfo.InvariantCulture);

    /// <summary>Null when there is no table.</summary>
    public MajorPart? Own(DataContract contract)
    {
        var table = new LakeTableId(contract.Dataset, contract.Version.Major);
        return stored(table) is { } columns
            ? new MajorPart(
                table, Stored(table, contract, columns), contract.LandedColumns, columns.Contains(StoredColumns.Deleted), columns.Contains(StoredColumns.Stale), sql.KeyOf(contract))
            : null;
    }

    /// <summary>Null when there is no table.</summary>
    public MajorPart? Along(MajorSource source)
    {
        if (Own(source.Contract) is not { } part)
        {
            return null;
        }

        foreach (var (i, step) in source.Path.Index())
        {
            part = Step(part, step, $"m{i.ToString(CultureInfo.InvariantCulture)}");
        }

        return part;
    }

    private MajorPart Step(MajorPart part, RowMapping step, string alias)
    {
        var masked = part.Columns.Where(c => c.IsRestricted).Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        IReadOnlyList<ContractColumn> columns =
        [
            .. step.Columns.Select(c => c.IsMasked || c.Expression.Columns.Any(masked.Contains)
                ? c.Target with { Classification = "restricted" }
                : c.Target),
        ];
        var values = step.Columns.Select(c => $"{MappingSql.Value(sql, step.From, c)} as {SqlName.Quote(c.Target.Name)}");
        var key = StoredKeyAfter(part.Key, step, sql.KeyOf(step.To));
        return part with
        {
            From = $"(select {string.Join(", ", values.Concat(Added(part.IsKeyed, part.HasStale, key)).Concat(Kept.Select((_, i) => OwnName(i))))} from {part.From} {alias}{WithKey(step)})",
            Columns = columns,
            Key = key,
        };
    }

    /// <summary>Leaves out rows whose key becomes null, because consumers would get an upsert without a key.</summary>
    private string WithKey(RowMapping step)
    {
        var conditions = step.Columns
            .Where(c => c.Target.PrimaryKeyPosition is not null
                && !(c.Expression is MappingExpression.Column { Name: var name } && step.From.Columns.Any(f => f.Name == name && f.Required && f.Type == c.Target.Type)))
            .Select(c => $"{MappingSql.Value(sql, step.From, c)} is not null")
            .ToList();
        return conditions.Count == 0 ? "" : $" where {string.Join(" and ", conditions)}";
    }

    /// <summary>The stored key, if the next major's key has the same values in the same order; otherwise null.</summary>
    private static StoredKey? StoredKeyAfter(StoredKey? key, RowMapping step, StoredKey? wanted) =>
        key is not null && wanted is not null && key.Of.Count == wanted.Of.Count && key.Of.Zip(wanted.Of).All(c => IsKept(c, step)) ? wanted : null;

    private static bool IsKept((ContractColumn From, ContractColumn To) column, RowMapping step) =>
        column.From.Type.Kind == column.To.Type.Kind
        && step.Columns.Any(c => c.Target.Name == column.To.Name
            && c.Expression is MappingExpression.Column { Name: var name } && name == column.From.Name);

    private static IEnumerable<string> Added(bool isKeyed, bool hasStale, StoredKey? key) => StoredColumns.Added.Select(c => c.Name)
        .Concat(isKeyed ? [StoredColumns.Deleted] : [])
        .Concat(hasStale ? [StoredColumns.Stale] : [])
        .Concat(key is null ? [] : [key.Column])
        .Select(SqlName.Quote);

    /// <summary>The stored rows with every column of the contract.</summary>
    private string Stored(LakeTableId table, DataContract contract, IReadOnlySet<string> columns)
    {
        var relation = Relation(table);
        if (Kept.Count == 0 && contract.LandedColumns.All(c => columns.Contains(c.Name) && !EarlierRows.Has(c)))
        {
            return relation;
        }

        var values = contract.LandedColumns.Select(c => $"{EarlierRows.Shown(sql, c, isStored: columns.Contains(c.Name))} as {SqlName.Quote(c.Name)}")
            .Concat(Added(columns.Contains(StoredColumns.Deleted), columns.Contains(StoredColumns.Stale), sql.KeyOf(contract)))
            .Concat(Kept.Select((c, i) => $"{SqlName.Quote(c)} as {OwnName(i)}"));
        return $"(select {string.Join(", ", values)} from {relation} s)";
    }
}

/// <summary>Rows of one table as a major shows them.</summary>
/// <param name="Table">The table that stores them.</param>
/// <param name="From">The relation after <c>from</c>, without its alias: the columns, <see cref="StoredColumns.Added"/>, and <c>_deleted</c> if there are tombstones.</param>
/// <param name="Columns">The columns, with the classification of their values.</param>
/// <param name="IsKeyed">Whether the table keeps tombstones.</param>
/// <param name="HasStale">Whether it has <c>_stale</c>.</param>
/// <param name="Key">The relation's stored key; null if it has none.</param>
internal sealed record MajorPart(LakeTableId Table, string From, IReadOnlyList<ContractColumn> Columns, bool IsKeyed, bool HasStale, StoredKey? Key);
