using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>The numbers of rows of a major that are missing or incomplete in the next or previous major.</summary>
/// <param name="LeftOut">Rows for which the mapping gives no key.</param>
/// <param name="WithNull">Rows with null in one of <paramref name="Columns"/>, which are required there.</param>
/// <param name="Columns">The required columns that can become null.</param>
/// <param name="Forbidden">Rows with a value in <paramref name="ForbiddenColumns"/> that the rules there forbid.</param>
internal sealed record MappedLoss(
    DatasetName Dataset, int From, int To, long LeftOut, long WithNull, IReadOnlyList<string> Columns, long Forbidden, IReadOnlyList<string> ForbiddenColumns)
{
    public string Text => string.Join(" ", Sentences);

    private IEnumerable<string> Sentences
    {
        get
        {
            if (LeftOut > 0)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Dataset}: {Amount.Rows(LeftOut)} of {From}.x {(LeftOut == 1 ? "is" : "are")} missing in {To}.x, because the mapping gives no primary key.");
            }

            if (WithNull > 0)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Dataset}: {Amount.Rows(WithNull)} of {From}.x {(WithNull == 1 ? "has" : "have")} null in {To}.x where a value is required ({string.Join(", ", Columns)}).");
            }

            if (Forbidden > 0)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Dataset}: {Amount.Rows(Forbidden)} of {From}.x {(Forbidden == 1 ? "has" : "have")} a value in {To}.x that its enum, minimum, maximum, minLength or maxLength forbids ({string.Join(", ", ForbiddenColumns)}).");
            }
        }
    }
}

/// <summary>Counts these rows. It queries the warehouse only for mappings that can lose rows.</summary>
internal sealed class MappedLosses(ServedWorkspace served, IWarehouse warehouse)
{
    /// <param name="loaded">The tables that have views.</param>
    /// <returns>Empty if no row is lost.</returns>
    public async ValueTask<IReadOnlyList<MappedLoss>> ReadAsync(IReadOnlyList<LakeTableId> loaded, CancellationToken cancellationToken)
    {
        var possible = loaded.GroupBy(t => t.Dataset).SelectMany(Asked).ToList();
        if (possible.Count == 0)
        {
            return [];
        }

        // Views follow the contracts only after the next load. Until then they may lack a column.
        var shapes = await warehouse.Ledger.ShapesAsync(cancellationToken);
        var asked = possible.FindAll(p => shapes.GetValueOrDefault(p.Table.Dataset)?.Versions == served.Contracts.Majors(p.Table.Dataset).Versions);
        return asked.Count == 0 ? [] : await CountAsync(asked, cancellationToken);
    }

    private async ValueTask<IReadOnlyList<MappedLoss>> CountAsync(List<(LakeTableId Table, MappedLossSql Losses)> asked, CancellationToken cancellationToken)
    {
        var losses = new List<MappedLoss>();
        await using var query = await warehouse.QueryAsync(string.Join(" union all ", asked.Select((a, i) => Sql(a.Table, a.Losses, i))), cancellationToken);
        while (await query.Reader.ReadAsync(cancellationToken))
        {
            var (table, counted) = asked[query.Reader.GetInt32(0)];
            losses.Add(new MappedLoss(
                table.Dataset,
                table.Major,
                counted.Mapping.To.Version.Major,
                query.Reader.GetInt64(1),
                query.Reader.GetInt64(2),
                counted.NullColumns,
                query.Reader.GetInt64(3),
                counted.ForbiddenColumns));
        }

        return [.. losses.Where(l => l.LeftOut + l.WithNull + l.Forbidden > 0).OrderBy(l => l.Dataset.Value, StringComparer.Ordinal).ThenBy(l => l.From)];
    }

    private IEnumerable<(LakeTableId Table, MappedLossSql Losses)> Asked(IGrouping<DatasetName, LakeTableId> tables)
    {
        // Most datasets have one major, which needs no mapping.
        if (served.Contracts.Versions(tables.Key).Select(v => v.Version.Major).Distinct().Count() < 2)
        {
            return [];
        }

        var majors = served.Contracts.Majors(tables.Key).Newest;
        return tables.SelectMany(table => Asked(table, majors));
    }

    private static IEnumerable<(LakeTableId Table, MappedLossSql Losses)> Asked(LakeTableId table, IReadOnlyList<DataContract> majors)
    {
        var place = majors.TakeWhile(m => m.Version.Major != table.Major).Count();
        foreach (var beside in new[] { place - 1, place + 1 }.Where(p => place < majors.Count && p >= 0 && p < majors.Count))
        {
            if (RowMapping.Between(majors[place], majors[beside], out _) is { } mapping && MappedLossSql.Of(mapping) is { } losses)
            {
                yield return (table, losses);
            }
        }
    }

    private string Sql(LakeTableId table, MappedLossSql counted, int place) => string.Create(
        CultureInfo.InvariantCulture,
        $"select {place} as place, cast(left_out as bigint), cast(with_null as bigint), cast(forbidden as bigint) from ({served.Engine.Counts(counted, StatusReading.ViewName(table))}) counted");
}
