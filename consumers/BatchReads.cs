using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>Finds the columns of a consumer's reads in the contracts.</summary>
internal static class BatchReads
{
    /// <param name="problem">Null, or the dataset, major version or column that does not exist.</param>
    public static IReadOnlyList<BatchRead> Find(ConsumerDefinition consumer, ContractCatalog contracts, out string? problem)
    {
        var (reads, problems) = (new List<BatchRead>(), new List<string>());
        foreach (var read in consumer.Reads)
        {
            if (Contract(read, contracts, problems) is not { } contract)
            {
                continue;
            }

            var columns = Columns(read, contract, problems);
            reads.Add(new BatchRead(read.Name, read.Dataset, read.Major, columns, read.Clearance.Contains("restricted", StringComparer.Ordinal))
            {
                Majors = contracts.Majors(read.Dataset),
                FromNewest = read.FromNewest,
            });
        }

        problem = problems.Count == 0 ? null : string.Join("; ", problems);
        return reads;
    }

    /// <summary>
    /// The newest version of the major that takes files; otherwise the newest one, because a retired dataset can still be read.
    /// </summary>
    private static DataContract? Contract(ConsumerRead read, ContractCatalog contracts, List<string> problems)
    {
        var versions = contracts.Versions(read.Dataset);
        var contract = contracts.Newest(read.Dataset, read.Major) ?? versions.LastOrDefault(v => v.Version.Major == read.Major);
        if (contracts.Unread.Contains(read.Dataset))
        {
            problems.Add($"a published contract of '{read.Dataset}' cannot be read, so nothing of the dataset is delivered");
        }
        else if (versions.Count == 0)
        {
            var hint = NearestName.Hint(read.Dataset.Value, [.. contracts.Datasets.Select(d => d.Value)]);
            problems.Add($"there is no contract for dataset '{read.Dataset}'; {hint}");
        }
        else if (contract is null)
        {
            var majors = versions.Select(v => v.Version.Major).Distinct();
            problems.Add($"'{read.Dataset}' has no major version {read.Major}; known: {string.Join(", ", majors)}");
        }

        return contract;
    }

    private static List<ContractColumn> Columns(ConsumerRead read, DataContract contract, List<string> problems)
    {
        var columns = new List<ContractColumn>();
        foreach (var name in read.Columns ?? [.. contract.LandedColumns.Select(c => c.Name)])
        {
            if (contract.LandedColumns.FirstOrDefault(c => c.Name == name) is { } column)
            {
                columns.Add(column);
            }
            else
            {
                var hint = NearestName.Hint(name, [.. contract.Columns.Select(c => c.Name)]);
                problems.Add($"'{contract}' has no column {SourceProblem.Quote(name)}; {hint}");
            }
        }

        return columns;
    }
}
