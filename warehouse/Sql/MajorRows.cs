using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>The rows of a dataset, from all majors, as one major version shows them.</summary>
/// <param name="contract">The contract of the major that shows them.</param>
/// <param name="sources">The other majors whose rows are shown.</param>
/// <param name="stored">The columns of a major's table; null if there is no such table.</param>
internal sealed class MajorRows(
    SqlDialect sql, DataContract contract, IReadOnlyList<MajorSource> sources, Func<LakeTableId, IReadOnlySet<string>?> stored)
{
    /// <summary>The alias of a row; <see cref="Other"/> is the alias of a row of another major.</summary>
    public const string Row = "r";

    public const string Other = "o";

    private readonly bool isKeyed = StoredColumns.IsKeyed(contract);

    /// <summary>For tables that follow the contracts already.</summary>
    public static MajorRows Of(SqlDialect sql, TableShape shape) => new(
        sql,
        shape.Contract,
        shape.Sources,
        table => StoredColumns.Names(table == shape.Table ? shape.Contract : shape.Sources.First(s => s.Contract.Version.Major == table.Major).Contract));

    /// <summary>One part for each existing table.</summary>
    public IReadOnlyList<MajorPart> Parts { get; } = All(new MappedRows(sql, stored), contract, sources);

    /// <summary>Whether there may be stale rows of earlier snapshots.</summary>
    public bool ShowsStale { get; } = StoredColumns.HasStale(contract);

    /// <summary>The condition that a row is not a tombstone; empty if there are no tombstones.</summary>
    public IEnumerable<string> Live(MajorPart part) => part.IsKeyed ? [sql.IsLiveOf(Row)] : [];

    /// <summary>
    /// The condition that no other major has a later row of the same key; empty if rows have no key, or all are in one table.
    /// </summary>
    public IEnumerable<string> Latest(MajorPart part)
    {
        if (!isKeyed)
        {
            return [];
        }

        var place = SqlName.Quote(StoredColumns.Place);
        var later = $"{Other}.{place} > {Row}.{place}";
        if (part.IsKeyed)
        {
            // A snapshot under one major turns the rows of the others into tombstones with its own place.
            later = $"({later} or ({Other}.{place} = {Row}.{place} and {sql.IsLiveOf(Other)} and not ({sql.IsLiveOf(Row)})))";
        }

        return Parts
            .Where(p => p != part && p.IsKeyed)
            .Select(p => $"not exists (select 1 from {p.From} {Other} where {string.Join(" and ", SameKey(sql, contract, part, p))} and {later})");
    }

    /// <summary>
    /// The condition that two rows of two parts have the same key. If both have the stored key, it is compared, because it has an
    /// index and no collation.
    /// </summary>
    /// <param name="contract">The contract of the major that shows both.</param>
    public static IEnumerable<string> SameKey(SqlDialect sql, DataContract contract, MajorPart part, MajorPart other)
    {
        var stored = part.Key is not null && other.Key is not null ? part.Key : null;
        return contract.PrimaryKey
            .Where(k => stored?.Of.Any(o => o.Name == k.Name) is not true)
            .Select(k => sql.IsSame($"{Row}.{SqlName.Quote(k.Name)}", $"{Other}.{SqlName.Quote(k.Name)}", k.Type))
            .Concat(stored is null ? [] : [$"{Row}.{SqlName.Quote(stored.Column)} = {Other}.{SqlName.Quote(stored.Column)}"]);
    }

    private static IReadOnlyList<MajorPart> All(MappedRows rows, DataContract contract, IReadOnlyList<MajorSource> sources) =>
        [.. new[] { rows.Own(contract) }.Concat(sources.Select(rows.Along)).OfType<MajorPart>()];
}
