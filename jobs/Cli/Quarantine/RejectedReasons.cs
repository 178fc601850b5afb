using DataShare.Lake;
using DataShare.Producers;

namespace DataShare.Jobs;

/// <summary>The rules that the rejected rows of an entry break. All rows are counted, and the first few of each rule are kept as examples.</summary>
internal static class RejectedReasons
{
    private const int ExamplesPerReason = 3;

    /// <summary>The most frequent first; empty if no row was checked.</summary>
    /// <exception cref="LakeCorruptException">The entry's table cannot be read.</exception>
    public static async Task<IReadOnlyList<TrialReason>> OfAsync(QuarantinedLoad entry, CancellationToken cancellationToken)
    {
        if (entry.RejectedRowsTable is not { } table)
        {
            return [.. entry.Reason.Violations
                .GroupBy(v => (v.Column, v.Rule))
                .Select(g => new TrialReason(g.Key.Column, g.Key.Rule, g.Count(), [.. g.Take(ExamplesPerReason).Select(v => Example(v, ""))]))];
        }

        var found = new Dictionary<(string? Column, string Rule), (long Count, List<TrialExample> Examples)>();
        try
        {
            await foreach (var (violation, raw) in RejectedRows.ReadAsync(table, cancellationToken))
            {
                var key = (violation.Column, violation.Rule);
                var (count, examples) = found.GetValueOrDefault(key, (0, []));
                if (examples.Count < ExamplesPerReason)
                {
                    examples.Add(Example(violation, raw ?? ""));
                }

                found[key] = (count + 1, examples);
            }
        }
        catch (InvalidDataException e)
        {
            throw new LakeCorruptException(table, e.Message, $"Move '{entry.Folder}' elsewhere, and ingest its file again.", e);
        }

        return [.. found
            .OrderByDescending(f => f.Value.Count)
            .ThenBy(f => f.Key.Column, StringComparer.Ordinal)
            .Select(f => new TrialReason(f.Key.Column, f.Key.Rule, f.Value.Count, f.Value.Examples))];
    }

    private static TrialExample Example(QuarantinedValue violation, string raw) =>
        new(violation.Row, violation.Line, violation.Message, raw);
}
