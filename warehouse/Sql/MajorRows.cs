using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>The rows of a dataset as one of its major versions shows them, whatever major they came under.</summary>
/// <param name="contract">Of the major that shows them.</param>
/// <param name="sources">The other majors whose rows are shown.</param>
/// <param name="stored">The columns of a major's table; null when there is no such table.</param>
internal sealed class MajorRows(
    SqlDialect sql, DataContract contract, IReadOnlyList<MajorSource> sources, Func<LakeTableId, IReadOnlySet<string>?> stored)
{
    /// <summary>A row of these; <see cref="Other"/> is one of another major.</summary>
    public const string Row = "r";

    public const string Other = "o";

    private readonly bool isKeyed = StoredColumns.IsKeyed(contract);

    /// <summary>Where the tables have just been made to follow the contracts.</summary>
    public static MajorRows Of(SqlDialect sql, TableShape shape) => new(
        sql,
        shape.Contract,
        shape.Sources,
        table => StoredColumns.Of(table == shape.Table ? shape.Contract : shape.Sources.First(s => s.Contract.Version.Major == table.Major).Contract)
            .Select(c => c.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>One for each table that is there.</summary>
    public IReadOnlyList<MajorPart> Parts { get; } =
    [
        .. new[] { Own(sql, contract, stored) }.Concat(sources.Select(s => Mapped(sql, s, stored))).OfType<MajorPart>(),
    ];

    /// <summary>Whether rows may be of before, for the current snapshot has rejected ones.</summary>
    public bool ShowsStale { get; } = StoredColumns.HasStale(contract);

    /// <summary>That a row is no tombstone; nothing where there are none.</summary>
    public IEnumerable<string> Live(MajorPart part) => part.IsKeyed ? [sql.IsLiveOf(Row)] : [];

    /// <summary>
    /// That no other major has a later row of the same key; nothing where rows have no identity, or are all in one table.
    /// </summary>
    public IEnumerable<string> Latest(MajorPart part)
    {
        if (!isKeyed)
        {
            return [];
        }

        var sequence = SqlDialect.Quote(StoredColumns.Sequence);
        var later = $"{Other}.{sequence} > {Row}.{sequence}";
        if (part.IsKeyed)
        {
            // A snapshot under one major buries the rows of the others under its own sequence.
            later = $"({later} or ({Other}.{sequence} = {Row}.{sequence} and {sql.IsLiveOf(Other)} and not ({sql.IsLiveOf(Row)})))";
        }

        return Parts
            .Where(p => p != part && p.IsKeyed)
            .Select(p => $"not exists (select 1 from {p.From} {Other} where {string.Join(" and ", SameKey(part, p))} and {later})");
    }

    /// <summary>By the stored key where both have it, which an index finds; a text would be compared under a collation.</summary>
    private IEnumerable<string> SameKey(MajorPart part, MajorPart other)
    {
        var stored = part.Key is not null && other.Key is not null ? part.Key : null;
        return contract.PrimaryKey
            .Where(k => stored?.Of.Any(o => o.Name == k.Name) is not true)
            .Select(k => sql.IsSame($"{Row}.{SqlDialect.Quote(k.Name)}", $"{Other}.{SqlDialect.Quote(k.Name)}", k.Type))
            .Concat(stored is null ? [] : [$"{Row}.{SqlDialect.Quote(stored.Column)} = {Other}.{SqlDialect.Quote(stored.Column)}"]);
    }

    private static MajorPart? Own(SqlDialect sql, DataContract contract, Func<LakeTableId, IReadOnlySet<string>?> stored)
    {
        var table = new LakeTableId(contract.Dataset, contract.Version.Major);
        return stored(table) is { } columns
            ? new MajorPart(
                Stored(sql, table, contract, columns), contract.LandedColumns, columns.Contains(StoredColumns.Deleted), columns.Contains(StoredColumns.Stale), sql.KeyOf(contract))
            : null;
    }

    private static MajorPart? Mapped(SqlDialect sql, MajorSource source, Func<LakeTableId, IReadOnlySet<string>?> stored)
    {
        if (Own(sql, source.Contract, stored) is not { } part)
        {
            return null;
        }

        foreach (var (i, step) in source.Path.Index())
        {
            part = Step(sql, part, step, $"m{i.ToString(CultureInfo.InvariantCulture)}");
        }

        return part;
    }

    private static MajorPart Step(SqlDialect sql, MajorPart part, RowMapping step, string alias)
    {
        var masked = part.Columns.Where(c => c.IsRestricted).Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        IReadOnlyList<ContractColumn> columns =
        [
            .. step.Columns.Select(c => c.IsMasked || c.Expression.Columns.Any(masked.Contains)
                ? c.Target with { Classification = "restricted" }
                : c.Target),
        ];
        var values = step.Columns.Select(c => $"{MappingSql.Value(sql, step.From, c)} as {SqlDialect.Quote(c.Target.Name)}");
        var key = Kept(part.Key, step, sql.KeyOf(step.To));
        return part with
        {
            From = $"(select {string.Join(", ", values.Concat(Trailing(part.IsKeyed, part.HasStale, key)))} from {part.From} {alias}{WithKey(sql, step)})",
            Columns = columns,
            Key = key,
        };
    }

    /// <summary>A row that no key finds is none: it would be given on as an upsert of nothing.</summary>
    private static string WithKey(SqlDialect sql, RowMapping step)
    {
        var conditions = step.Columns
            .Where(c => c.Target.PrimaryKeyPosition is not null
                && !(c.Expression is MappingExpression.Column { Name: var name } && step.From.Columns.Any(f => f.Name == name && f.Required && f.Type == c.Target.Type)))
            .Select(c => $"{MappingSql.Value(sql, step.From, c)} is not null")
            .ToList();
        return conditions.Count == 0 ? "" : $" where {string.Join(" and ", conditions)}";
    }

    /// <summary>The stored key, where the next major's key has the same values in the same order; else null.</summary>
    private static StoredKey? Kept(StoredKey? key, RowMapping step, StoredKey? wanted) =>
        key is not null && wanted is not null && key.Of.Count == wanted.Of.Count && key.Of.Zip(wanted.Of).All(c => IsKept(c, step)) ? wanted : null;

    private static bool IsKept((ContractColumn From, ContractColumn To) column, RowMapping step) =>
        column.From.Type.Kind == column.To.Type.Kind
        && step.Columns.Any(c => c.Target.Name == column.To.Name
            && c.Expression is MappingExpression.Column { Name: var name } && name == column.From.Name);

    private static IEnumerable<string> Trailing(bool isKeyed, bool hasStale, StoredKey? key) => StoredColumns.Trailing.Select(c => c.Name)
        .Concat(isKeyed ? [StoredColumns.Deleted] : [])
        .Concat(hasStale ? [StoredColumns.Stale] : [])
        .Concat(key is null ? [] : [key.Column])
        .Select(SqlDialect.Quote);

    /// <summary>With every column of the contract.</summary>
    private static string Stored(SqlDialect sql, LakeTableId table, DataContract contract, IReadOnlySet<string> stored)
    {
        var relation = sql.Relation(TableNames.Data(table));
        if (contract.LandedColumns.All(c => stored.Contains(c.Name) && !EarlierRows.Has(c)))
        {
            return relation;
        }

        var values = contract.LandedColumns.Select(c => $"{EarlierRows.Shown(sql, c, isStored: stored.Contains(c.Name))} as {SqlDialect.Quote(c.Name)}");
        return $"(select {string.Join(", ", values.Concat(Trailing(stored.Contains(StoredColumns.Deleted), stored.Contains(StoredColumns.Stale), sql.KeyOf(contract))))} from {relation})";
    }
}

/// <summary>Rows of one table as a major shows them.</summary>
/// <param name="From">What stands behind <c>from</c>, without its alias: the columns, <see cref="StoredColumns.Trailing"/>, and <c>_deleted</c> where there are tombstones.</param>
/// <param name="Columns">Classified as their values are.</param>
/// <param name="IsKeyed">Whether the table keeps tombstones.</param>
/// <param name="HasStale">Whether it has <c>_stale</c>.</param>
/// <param name="Key">The stored key that the relation has; null when it has none.</param>
internal sealed record MajorPart(string From, IReadOnlyList<ContractColumn> Columns, bool IsKeyed, bool HasStale, StoredKey? Key);
