using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>
/// The columns and types that a consumer relies on: those that it declares, and those that its SQL reads. Changes of
/// contracts are judged against them.
/// </summary>
/// <param name="Needs">One for each major version of a dataset that it reads.</param>
/// <param name="Problems">Places where the definition does not fit the contracts or its own SQL.</param>
/// <param name="Notes">Sentences about things that could not be checked, or are better written differently.</param>
public sealed record ConsumerNeeds(IReadOnlyList<ReaderNeeds> Needs, IReadOnlyList<SourceProblem> Problems, IReadOnlyList<string> Notes)
{
    /// <param name="published">The contracts that batches and views show now.</param>
    /// <param name="contracts">The published contracts, and new versions that are not published yet.</param>
    /// <param name="engine">The engine of the SQL.</param>
    public static ConsumerNeeds Of(
        ConsumerDefinition consumer, ContractCatalog published, ContractCatalog contracts, EngineDescription engine)
    {
        var (misfits, problems, notes) = (new List<(ConsumerRead Read, string Problem)>(), new List<string>(), new List<string>());
        misfits.AddRange(consumer.Reads.SelectMany(r => Misfits(r, contracts).Select(p => (r, p))));
        // If a read has no columns, or they are unknown, the SQL would find no column.
        var isWhole = misfits.Count == 0 && !consumer.Reads.Any(r => contracts.Unread.Contains(r.Dataset));
        var sql = consumer.Deliver is DeliveryRules.Sql rules ? SqlNeeds.Of(consumer, rules, published, contracts, engine, isWhole, problems, notes) : null;
        var needs = consumer.Reads
            .Select(r => Need(consumer, r, r.Columns is null || sql is null ? r.Columns ?? sql?.Of(r) : [.. r.Columns.Union(sql.Of(r) ?? [])]))
            .Concat(sql?.Views.Select(v => Need(consumer, v.Relation, v.Columns)) ?? []);
        return new ConsumerNeeds(
            [.. needs.GroupBy(n => (n.Dataset, n.Major)).Select(Together)],
            [.. misfits.Select(m => At(m.Read, m.Problem)), .. problems.Select(p => At(consumer.Deliver, p))],
            [.. notes.Select(Said)]);

        SourceProblem At(object part, string sentence)
        {
            var place = consumer.Places.Of(part);
            return new SourceProblem(consumer.SourceFile, place.Line, place.Column, Said(sentence));
        }

        string Said(string sentence) => $"consumer '{consumer.Name}' ({consumer.Owner}): {sentence}";
    }

    /// <summary>Parts of the read that no version of its major has.</summary>
    private static IEnumerable<string> Misfits(ConsumerRead read, ContractCatalog contracts)
    {
        var versions = contracts.Versions(read.Dataset);
        var columns = MajorColumns.All(contracts, read.Dataset, read.Major);
        if (contracts.Unread.Contains(read.Dataset))
        {
            // Its columns are unknown. Another message tells the dataset's owner.
        }
        else if (versions.Count == 0)
        {
            yield return $"there is no contract for dataset '{read.Dataset}'; {NearestName.Hint(read.Dataset.Value, [.. contracts.Datasets.Select(d => d.Value)])}";
        }
        else if (columns.Count == 0)
        {
            yield return $"'{read.Dataset}' has no major version {read.Major}; known: {string.Join(", ", versions.Select(v => v.Version.Major).Distinct())}";
        }
        else
        {
            foreach (var name in (read.Columns ?? []).Where(n => columns.All(c => c.Name != n)))
            {
                yield return $"{read.Dataset} {read.Major} has no column {SourceProblem.Quote(name)}; {NearestName.Hint(name, [.. columns.Select(c => c.Name)])}";
            }
        }
    }

    private static ReaderNeeds Need(ConsumerDefinition consumer, ConsumerRead read, IReadOnlyList<string>? columns) =>
        new(consumer.Name, consumer.Owner, read.Dataset, read.Major, columns, read.AcceptedTypes, read.AcceptsNewEnumValues, read.Clearance);

    private static ReaderNeeds Need(ConsumerDefinition consumer, SqlRelation view, IReadOnlyList<string> columns) =>
        new(consumer.Name, consumer.Owner, view.Dataset, view.Major, columns, new Dictionary<string, IReadOnlyList<ColumnType>>(), false, []);

    /// <summary>Joins two reads of one table into one reader, which tolerates only changes that both tolerate.</summary>
    private static ReaderNeeds Together(IEnumerable<ReaderNeeds> reads)
    {
        var all = reads.ToList();
        if (all is [var only])
        {
            return only;
        }

        var columns = all.Exists(r => r.Columns is null) ? null : all.SelectMany(r => r.Columns!).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var accepted = all.SelectMany(r => r.AcceptedTypes.Keys).Distinct(StringComparer.OrdinalIgnoreCase).ToDictionary(
            column => column,
            column => (IReadOnlyList<ColumnType>)[.. all
                .Where(r => r.Columns is null || r.Columns.Contains(column, StringComparer.OrdinalIgnoreCase))
                .Select(r => (IEnumerable<ColumnType>)(r.AcceptedTypes.GetValueOrDefault(column) ?? []))
                .Aggregate((left, right) => left.Intersect(right))],
            StringComparer.OrdinalIgnoreCase);
        return all[0] with
        {
            Columns = columns,
            AcceptedTypes = accepted,
            AcceptsNewEnumValues = all.TrueForAll(r => r.AcceptsNewEnumValues),
            Clearance = [.. all.Select(r => (IEnumerable<string>)r.Clearance).Aggregate((left, right) => left.Intersect(right, StringComparer.Ordinal))],
        };
    }
}
