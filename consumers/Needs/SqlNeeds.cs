using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>The columns that a consumer's SQL reads.</summary>
/// <param name="Use">Null if they are unknown.</param>
internal sealed record SqlNeeds(ColumnUse? Use)
{
    /// <summary>Views of the warehouse that it reads in addition to its batches.</summary>
    public IReadOnlyList<RelationUse> Views => [.. Use?.Relations.Where(u => u.Relation.Read is null) ?? []];

    /// <summary>The columns that it reads of a batch; null if they are unknown.</summary>
    public IReadOnlyList<string>? Of(ConsumerRead read) =>
        Use is null ? null : Use.Relations.FirstOrDefault(u => u.Relation.Read == read.Name)?.Columns ?? [];

    /// <param name="isWhole">Whether everything that it reads is known. Then a compile error is a fault of the SQL.</param>
    public static SqlNeeds Of(
        ConsumerDefinition consumer,
        DeliveryRules.Sql rules,
        ContractCatalog published,
        ContractCatalog contracts,
        EngineDescription engine,
        bool isWhole,
        List<string> problems,
        List<string> notes)
    {
        IReadOnlyList<SqlRelation> relations = [.. consumer.Reads.Select(r => Batch(r, published, contracts)), .. contracts.Datasets.SelectMany(d => ViewsOf(d, published, contracts))];
        var sql = SqlTemplate.Fill(rules.Text, SqlRelation.NameOfBatch, _ => (0, 1));
        var use = engine.ColumnUse(sql, relations, [.. rules.Tables.Select(t => (t.Name, t.Columns))]);
        if (isWhole && use.Fault is { } fault)
        {
            problems.Add($"its SQL (deliver.sql) can never run: {fault}; expected statements that compile against {Has(relations.Take(consumer.Reads.Count))}");
            return new SqlNeeds(Use: null);
        }

        if (use.Unknown is { } reason)
        {
            var counts = consumer.Reads.Any(r => r.Columns is null) ? "every column counts as read, unless reads: lists columns" : "only its declared columns count";
            notes.Add($"cannot tell which columns its SQL reads ({reason}); {counts}. Declare its own tables in deliver: tables");
            return new SqlNeeds(Use: null);
        }

        problems.AddRange(consumer.Reads.SelectMany(r => Undeclared(r, use)));
        notes.AddRange(use.Relations.Where(u => u.Relation.IsNewest).Select(u => FormattableString.Invariant(
            $"its SQL reads the view {u.Relation.Name}, which always shows the newest major version; expected {u.Relation.Name}_v{u.Relation.Major}")));
        return new SqlNeeds(use);
    }

    private static string Has(IEnumerable<SqlRelation> batches) => string.Join(
        " and ", batches.Select(b => $"{{{{{b.Read}}}}} ({string.Join(", ", b.Columns.Select(c => c.Name))})"));

    private static IEnumerable<string> Undeclared(ConsumerRead read, ColumnUse use)
    {
        if (read.Columns is not { } declared || use.Relations.FirstOrDefault(u => u.Relation.Read == read.Name) is not { } found)
        {
            yield break;
        }

        var missing = found.Columns.Except(declared, StringComparer.OrdinalIgnoreCase).Except(found.Doubtful, StringComparer.OrdinalIgnoreCase).ToList();
        if (missing.Count > 0)
        {
            yield return $"its SQL uses undeclared columns of {{{{{read.Name}}}}} ({string.Join(", ", missing)}); expected columns: [{string.Join(", ", declared.Concat(missing))}]";
        }
    }

    private static SqlRelation Batch(ConsumerRead read, ContractCatalog published, ContractCatalog contracts)
    {
        var all = MajorColumns.All(contracts, read.Dataset, read.Major);
        IReadOnlyList<ContractColumn> has = read.Columns is { } declared
            ? [.. declared.Select(n => all.FirstOrDefault(c => c.Name == n)).OfType<ContractColumn>()]
            : MajorColumns.Newest(published, contracts, read.Dataset, read.Major);
        return SqlRelation.Batch(read.Name, read.Dataset, read.Major, has) with { Missing = Rest(all, has) };
    }

    private static IEnumerable<SqlRelation> ViewsOf(DatasetName dataset, ContractCatalog published, ContractCatalog contracts)
    {
        var versions = contracts.Versions(dataset);
        var newest = (published.Newest(dataset) ?? contracts.Newest(dataset) ?? versions[^1]).Version.Major;
        return versions.Select(v => v.Version.Major).Distinct().SelectMany(major =>
        {
            var has = MajorColumns.Newest(published, contracts, dataset, major);
            var missing = Rest(MajorColumns.All(contracts, dataset, major), has);
            return SqlRelation.Views(dataset, major, has, major == newest).Select(r => r with { Missing = missing });
        });
    }

    private static IReadOnlyList<ContractColumn> Rest(IEnumerable<ContractColumn> all, IReadOnlyList<ContractColumn> has) =>
        [.. all.Where(c => !has.Any(h => h.Name.Equals(c.Name, StringComparison.OrdinalIgnoreCase)))];
}
