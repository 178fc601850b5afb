namespace DataShare.Producers;

/// <summary>
/// What the gate found in one file so far: counts, the first violations in memory, all rejected rows in the
/// quarantine's files.
/// </summary>
/// <param name="openWriter">Called at the first rejected row; null when nothing is to be written.</param>
internal sealed class GateReport(Func<RecordForm, IRejectedRowsWriter>? openWriter) : IAsyncDisposable
{
    /// <summary>Violations kept for <c>reason.json</c> and messages; the files have all.</summary>
    public const int MaxExamples = 20;

    private readonly List<Violation> examples = [];
    private readonly List<Violation> broken = [];
    private readonly Dictionary<(string? Column, string Rule), long> counts = [];
    private IRejectedRowsWriter? writer;

    /// <summary>How rejected rows are to be shown to the person who mends them. Set before the first row.</summary>
    public RecordForm Form { get; set; } = RecordForm.Plain;

    public long AcceptedRows { get; private set; }

    public long RejectedRows { get; private set; }

    public long TotalRows => AcceptedRows + RejectedRows;

    public IReadOnlyList<Violation> Examples => examples;

    /// <summary>How many values broke which rule of which column (null: the row as a whole).</summary>
    public IReadOnlyDictionary<(string? Column, string Rule), long> Counts => counts;

    /// <summary>Whether the row that is being looked at breaks a rule.</summary>
    public bool IsBroken => broken.Count > 0;

    public void Accept() => AcceptedRows++;

    /// <summary>Notes what the row breaks; it may break several rules. <see cref="Reject"/> ends it.</summary>
    public void Add(Violation violation) => broken.Add(violation);

    /// <summary>Ends a row that is not asked for, whatever it breaks.</summary>
    public void Forget() => broken.Clear();

    /// <summary>Ends a row that breaks something.</summary>
    /// <param name="raw">See <see cref="RejectedRow.Raw"/>.</param>
    /// <param name="record">See <see cref="RejectedRow.Record"/>.</param>
    public void Reject(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> record)
    {
        RejectedRows++;
        foreach (var violation in broken)
        {
            if (examples.Count < MaxExamples)
            {
                examples.Add(violation);
            }

            var key = (violation.Column, violation.Rule);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        if (openWriter is not null)
        {
            writer ??= openWriter(Form);
            writer.Write(new RejectedRow(raw, record, broken));
        }

        broken.Clear();
    }

    /// <summary>After a rejected row: writes what has gathered when it is much.</summary>
    public ValueTask MakeRoomAsync(CancellationToken cancellationToken) =>
        writer is { IsFull: true } ? new ValueTask(writer.FlushAsync(cancellationToken)) : ValueTask.CompletedTask;

    /// <summary>After the last row: rows in = accepted + rejected, or the gate has lost one.</summary>
    /// <param name="rowsIn">Rows that the reader gave, counted by it.</param>
    public void Balance(long rowsIn)
    {
        if (rowsIn != TotalRows)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"{rowsIn} rows were read, but {AcceptedRows} accepted and {RejectedRows} rejected. Nothing was committed. This is a bug in DataShare."));
        }
    }

    /// <summary>The refusal of a file whose number of rows is not the one that its sidecar states; null if there is none.</summary>
    public Refusal? Miscounted(ControlTotals? totals) => totals?.Rows is { } expected && expected != TotalRows
        ? new("rows", FormattableString.Invariant(
            $"The file has {TotalRows} {(TotalRows == 1 ? "row" : "rows")} ({AcceptedRows} accepted, {RejectedRows} rejected), but its sidecar says {expected}. The file may be truncated, or the sidecar may belong to another file."))
        : null;

    /// <summary>Whether more rows are bad than <paramref name="maxRejectPercent"/> of all allows.</summary>
    public bool Exceeds(decimal maxRejectPercent) =>
        RejectedRows > 0 && RejectedRows * 100m > TotalRows * maxRejectPercent;

    /// <summary>Ends the files of rejected rows, where there are any.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (writer is not null)
        {
            await writer.CompleteAsync(cancellationToken);
            await DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (writer is not null)
        {
            await writer.DisposeAsync();
            writer = null;
        }
    }
}

/// <summary>A row that is not accepted, with everything it breaks.</summary>
/// <param name="raw">The record as it stood in the file, in UTF-8; for a file without lines a JSON object of its texts.</param>
/// <param name="record">The same as one record of a CSV file, for the person who mends it.</param>
/// <param name="violations">At least one.</param>
internal readonly ref struct RejectedRow(
    ReadOnlySpan<byte> raw, ReadOnlySpan<byte> record, IReadOnlyList<Violation> violations)
{
    public ReadOnlySpan<byte> Raw { get; } = raw;

    public ReadOnlySpan<byte> Record { get; } = record;

    public IReadOnlyList<Violation> Violations { get; } = violations;
}

/// <summary>Where the rejected rows of a file are written in full. Without completion nobody reads them.</summary>
internal interface IRejectedRowsWriter : IAsyncDisposable
{
    /// <summary>Whether much has gathered that should be flushed before the next row.</summary>
    bool IsFull { get; }

    void Write(in RejectedRow row);

    Task FlushAsync(CancellationToken cancellationToken);

    Task CompleteAsync(CancellationToken cancellationToken);
}
