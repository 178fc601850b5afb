using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Why a file is not taken.</summary>
/// <param name="Rule">A short word for it: <c>header</c>, <c>quote</c>, <c>maxRejectPercent</c>…</param>
/// <param name="Reason">In sentences.</param>
internal sealed record Refusal(string Rule, string Reason)
{
    /// <summary>Of a fault of the program: what somebody needs who has to mend it. Else null.</summary>
    public string? Facts { get; init; }

    /// <summary>
    /// Of what reading a file threw that is no refusal: the file's own fault, or one of the program. Null when it is neither, such as
    /// a full disk. The file must not stand in the way of the others whenever it is looked at.
    /// </summary>
    public static Refusal? OfFault(Exception e, DropFile drop, DataContract? contract, GateReport? report) => e switch
    {
        OutOfMemoryException => new Refusal("memory", "There is not enough memory to read the file. Expected rows and values of a few megabytes at most."),
        InvalidDataException => new Refusal("damaged", $"The file cannot be read: {e.Message.TrimEnd('.')}."),
        ArgumentException or ArithmeticException or FormatException or IndexOutOfRangeException or InvalidCastException
            or InvalidOperationException or KeyNotFoundException or NotSupportedException or NullReferenceException =>
            new Refusal("program", ProgramFault.Sentence(e)) { Facts = ProgramFault.Facts(e, drop, contract, report) },
        _ => null,
    };

    /// <summary>Of rules of the dataset that a file breaks.</summary>
    public static Refusal Of(RuleFindings findings, DataContract contract) =>
        new("quality", $"{string.Join(". ", findings.Errors)} (contract {contract}).");

    /// <summary>Null when the file has as many rows as its sidecar says, or that says nothing.</summary>
    public static Refusal? OfRows(ControlTotals? totals, GateReport report) => totals?.Rows is { } expected && expected != report.TotalRows
        ? new("rows", FormattableString.Invariant(
            $"The file has {report.TotalRows} {(report.TotalRows == 1 ? "row" : "rows")} ({report.AcceptedRows} accepted, {report.RejectedRows} rejected), but its sidecar says {expected}. The file may be truncated, or the sidecar may belong to another file."))
        : null;

    public static Refusal Of(FileRefusedException refused) => new(refused.Rule, refused.Message + ".");
}
