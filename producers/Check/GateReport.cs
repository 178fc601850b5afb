using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// The result of checking a file so far: counts, and the first violations. All rejected rows go to the writer.
/// </summary>
/// <param name="writer">Null if rejected rows are not to be written.</param>
internal sealed class GateReport(IRejectedRowsWriter? writer)
{
    /// <summary>Violations kept for <c>reason.json</c> and messages; the files of rejected rows have all.</summary>
    public const int MaxExamples = 20;

    private readonly List<Violation> examples = [];
    private readonly List<Violation> broken = [];
    private readonly Dictionary<(string? Column, string Rule), long> counts = [];

    /// <summary>The form in which people see rejected rows. Set before the first row.</summary>
    public RecordForm Form { get; set; } = RecordForm.Plain;

    public long AcceptedRows { get; private set; }

    public long RejectedRows { get; private set; }

    public long TotalRows => AcceptedRows + RejectedRows;

    /// <summary>The number of rejected rows, as a sentence without full stop: <c>1 of 2 rows breaks a rule</c>.</summary>
    public string Broken => string.Create(
        CultureInfo.InvariantCulture, $"{RejectedRows:N0} of {CountText.Of(TotalRows, "row")} {(RejectedRows == 1 ? "breaks" : "break")} a rule");

    public IReadOnlyList<Violation> Examples => examples;

    /// <summary>How many values broke which rule of which column (null: the row as a whole).</summary>
    public IReadOnlyDictionary<(string? Column, string Rule), long> Counts => counts;

    /// <summary>Whether the current row breaks a rule.</summary>
    public bool IsBroken => broken.Count > 0;

    /// <summary>The form as the quarantine keeps it; null if no row was rejected.</summary>
    public QuarantineForm? KeptForm { get; private set; }

    /// <summary>The first violations as the quarantine keeps them.</summary>
    public IReadOnlyList<QuarantinedValue> KeptExamples { get; private set; } = [];

    /// <summary>The first violation and its place; null if no row was rejected.</summary>
    public string? First { get; private set; }

    public void Accept() => AcceptedRows++;

    /// <summary>Adds a violation of the current row; a row may have several. <see cref="Reject"/> ends the row.</summary>
    public void Add(Violation violation) => broken.Add(violation);

    /// <summary>Ends a row that breaks a rule.</summary>
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

        writer?.Write(new RejectedRow(raw, record, broken), Form);
        broken.Clear();
    }

    /// <summary>After a rejected row: flushes the writer if it is full.</summary>
    public ValueTask MakeRoomAsync(CancellationToken cancellationToken) =>
        writer is { IsFull: true } ? new ValueTask(writer.FlushAsync(cancellationToken)) : ValueTask.CompletedTask;

    /// <summary>After the last row: checks that rows in = accepted + rejected, so that no row is lost.</summary>
    /// <param name="rowsIn">The rows that the reader counted.</param>
    public void Balance(long rowsIn)
    {
        if (rowsIn != TotalRows)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"{CountText.Of(rowsIn, "row")} in, but {AcceptedRows:N0} accepted and {RejectedRows:N0} rejected. Nothing was committed. This is a bug in DataShare."));
        }
    }

    /// <summary>
    /// Ends the report, also if the file was not read to its end, and hands over the quarantine entry with the rejected rows; null
    /// if there are none.
    /// </summary>
    public async Task<QuarantineEntry?> CompleteAsync(CancellationToken cancellationToken)
    {
        var entry = writer is null ? null : await writer.CompleteAsync(cancellationToken);
        KeptExamples = [.. examples.Select(v => v.Kept)];
        if (examples is [var first, ..])
        {
            KeptForm = Form.Kept(isPlain: first.At.Line is null);
            First = $"{first.At}, {first.Message}";
        }

        return entry;
    }

    /// <summary>Why the drop is refused as a whole; null if its accepted rows may land.</summary>
    public Refusal? Refusal(Drop drop)
    {
        if (drop.Selection.Only is not null)
        {
            return AcceptedRows > 0 ? null : new Refusal("none", string.Create(
                CultureInfo.InvariantCulture,
                $"{(RejectedRows == 1 ? "The row" : string.Create(CultureInfo.InvariantCulture, $"Each of the {RejectedRows:N0} rows"))} still breaks a rule of contract {drop.Contract}. First: {drop.Name} {First}"));
        }

        if (drop.Totals?.Rows is { } expected && expected != TotalRows)
        {
            return new Refusal("rows", FormattableString.Invariant(
                $"The file has {CountText.Of(TotalRows, "row")} ({AcceptedRows:N0} accepted, {RejectedRows:N0} rejected), but its sidecar says {expected:N0}. The file may be truncated, or the sidecar may belong to another file."));
        }

        return ExceedsLimit(drop.Contract)
            ? new Refusal("maxRejectPercent", string.Create(
                CultureInfo.InvariantCulture,
                $"{Broken} of contract {drop.Contract}, more than {MaxPercent(drop.Contract)} %.{WhyNone(drop.Contract)} First: {drop.Name} {First}"))
            : null;
    }

    /// <summary>Whether more rows are rejected than the contract allows.</summary>
    public bool ExceedsLimit(DataContract contract) => RejectedRows > 0 && RejectedRows * 100m > TotalRows * MaxPercent(contract);

    /// <summary>The percentage of rejected rows above which the contract refuses a file.</summary>
    public static decimal MaxPercent(DataContract contract) =>
        contract.OnViolation.BadRow == BadRowRule.RejectFile ? 0 : contract.OnViolation.MaxRejectPercent;

    private static string WhyNone(DataContract contract) => contract is { Write.Mode: WriteMode.Snapshot, PrimaryKey.Count: 0, OnViolation.BadRow: BadRowRule.RejectFile }
        ? " A snapshot without a key lands as a whole or not at all, because earlier rows would be lost; add a key to the contract, or write badRow: quarantine."
        : "";
}

/// <summary>A row that is not accepted, with all rules that it breaks.</summary>
/// <param name="raw">The record as it is in the file, in UTF-8; for a file without lines a JSON object of its texts.</param>
/// <param name="record">The row as a record of a CSV file, for the person who corrects it.</param>
/// <param name="violations">At least one.</param>
internal readonly ref struct RejectedRow(
    ReadOnlySpan<byte> raw, ReadOnlySpan<byte> record, IReadOnlyList<Violation> violations)
{
    public ReadOnlySpan<byte> Raw { get; } = raw;

    public ReadOnlySpan<byte> Record { get; } = record;

    public IReadOnlyList<Violation> Violations { get; } = violations;
}

/// <summary>One broken rule of one row.</summary>
/// <param name="Column">The contract's column, or null when the row as a whole breaks the rule.</param>
/// <param name="Value">Cut at 80 characters; <c>***</c> for a restricted column; null when the value is null.</param>
internal sealed record Violation(RowPlace At, string? Column, string? Value, string Rule, string Text)
{
    /// <summary>The sentence for people: <c>column 'amount': '12,50' is not decimal(18,2)</c>.</summary>
    public string Message => (Column, Value) switch
    {
        (null, _) => Text,
        (_, null) => $"column '{Column}' {Text}",
        _ => $"column '{Column}': '{Value}' {Text}",
    };

    /// <summary>The violation as the quarantine keeps it.</summary>
    public QuarantinedValue Kept => new(At.Row, At.Line, At.ByteOffset, Column, Value, Rule, Message);
}

/// <summary>Writes the rejected rows of a file in full. If it is disposed before its completion, it leaves nothing.</summary>
internal interface IRejectedRowsWriter : IAsyncDisposable
{
    /// <summary>Whether <see cref="FlushAsync"/> should be called before the next row.</summary>
    bool IsFull { get; }

    /// <param name="form">The form in which people see the rows; the same for all rows.</param>
    void Write(in RejectedRow row, RecordForm form);

    Task FlushAsync(CancellationToken cancellationToken);

    /// <summary>Completes the files and hands over their entry; null if no row was written.</summary>
    Task<QuarantineEntry?> CompleteAsync(CancellationToken cancellationToken);
}
