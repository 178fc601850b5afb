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
        table => StoredColumns.Names(table == shape.Table ? shape.Contract : shape.Sources.First(s => s.Contract.Version.Major == table.Major).Contract));

    /// <summary>One for each table that is there.</summary>
    public IReadOnlyList<MajorPart> Parts { get; } = All(new MappedRows(sql, stored), contract, sources);

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

        var sequence = SqlName.Quote(StoredColumns.Sequence);
        var later = $"{Other}.{sequence} > {Row}.{sequence}";
        if (part.IsKeyed)
        {
            // A snapshot under one major buries the rows of the others under its own sequence.
            later = $"({later} or ({Other}.{sequence} = {Row}.{sequence} and {sql.IsLiveOf(Other)} and not ({sql.IsLiveOf(Row)})))";
        }

        return Parts
            .Where(p => p != part && p.IsKeyed)
            .Select(p => $"not exists (select 1 from {p.From} {Other} where {string.Join(" and ", SameKey(sql, contract, part, p))} and {later})");
    }

    /// <summary>
    /// That a row of one part and an other of another have the same key. By the stored key where both have it, which an index
    /// finds; a text would be compared under a collation.
    /// </summary>
    /// <param name="contract">Of the major that shows both.</param>
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
