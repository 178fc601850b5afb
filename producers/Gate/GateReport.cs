namespace DataShare.Producers;

/// <summary>
/// What the gate found in one file so far: counts, the first violations in memory, all of them in the
/// quarantine's file.
/// </summary>
internal sealed class GateReport(Func<IViolationWriter> openWriter) : IAsyncDisposable
{
    /// <summary>Violations kept for <c>reason.json</c> and messages; the file has all.</summary>
    public const int MaxExamples = 20;

    private readonly List<Violation> examples = [];
    private IViolationWriter? writer;
    private long lastRejectedRow;

    public long AcceptedRows { get; private set; }

    public long RejectedRows { get; private set; }

    public long TotalRows => AcceptedRows + RejectedRows;

    public IReadOnlyList<Violation> Examples => examples;

    public void Accept() => AcceptedRows++;

    /// <summary>A row may break several rules; it is one rejected row.</summary>
    public void Reject(Violation violation)
    {
        if (violation.Row != lastRejectedRow)
        {
            lastRejectedRow = violation.Row;
            RejectedRows++;
        }

        if (examples.Count < MaxExamples)
        {
            examples.Add(violation);
        }

        writer ??= openWriter();
        writer.Write(violation);
    }

    /// <summary>Whether more rows are bad than <paramref name="maxRejectPercent"/> of all allows.</summary>
    public bool Exceeds(decimal maxRejectPercent) =>
        RejectedRows > 0 && RejectedRows * 100m > TotalRows * maxRejectPercent;

    public async ValueTask DisposeAsync()
    {
        if (writer is not null)
        {
            await writer.DisposeAsync();
            writer = null;
        }
    }
}

/// <summary>Where the violations of a file are written in full.</summary>
internal interface IViolationWriter : IAsyncDisposable
{
    void Write(Violation violation);
}
