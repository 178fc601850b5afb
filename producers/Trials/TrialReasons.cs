using System.Text;
using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>Keeps a few rejected rows of each reason, and passes all rows on.</summary>
/// <param name="all">Writes all rejected rows.</param>
/// <param name="known">Rows that were rejected before; null if nothing is known about the earlier result.</param>
internal sealed class TrialReasons(IRejectedRowsWriter all, RowSet? known) : IRejectedRowsWriter
{
    private const int ExamplesPerReason = 3;
    private const int MostReasons = 1_000;
    private const int LongestRaw = 1_000;

    private readonly Dictionary<(string? Column, string Rule), List<TrialExample>> examples = [];

    public bool IsFull => all.IsFull;

    public long NewlyRejected { get; private set; }

    public void Write(in RejectedRow row, RecordForm form)
    {
        all.Write(row, form);
        if (known is null || !known.Contains(row.Violations[0].At.Row))
        {
            NewlyRejected++;
        }

        foreach (var violation in row.Violations)
        {
            var key = (violation.Column, violation.Rule);
            if (!examples.TryGetValue(key, out var few) && examples.Count < MostReasons)
            {
                examples[key] = few = [];
            }

            if (few is { Count: < ExamplesPerReason })
            {
                var raw = Encoding.UTF8.GetString(row.Raw[..Math.Min(row.Raw.Length, LongestRaw)]);
                few.Add(new TrialExample(violation.At.Row, violation.At.Line, violation.Message, raw));
            }
        }
    }

    public IReadOnlyList<TrialReason> Of(GateReport report) =>
    [
        .. report.Counts
            .OrderByDescending(c => c.Value)
            .ThenBy(c => c.Key.Column, StringComparer.Ordinal)
            .ThenBy(c => c.Key.Rule, StringComparer.Ordinal)
            .Select(c => new TrialReason(c.Key.Column, c.Key.Rule, c.Value, examples.GetValueOrDefault(c.Key) ?? [])),
    ];

    public Task FlushAsync(CancellationToken cancellationToken) => all.FlushAsync(cancellationToken);

    public Task<QuarantineEntry?> CompleteAsync(CancellationToken cancellationToken) => all.CompleteAsync(cancellationToken);

    public ValueTask DisposeAsync() => all.DisposeAsync();
}
