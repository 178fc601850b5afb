using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Why a file is not taken.</summary>
/// <param name="Rule">A short word for it: <c>header</c>, <c>quote</c>, <c>maxRejectPercent</c>…</param>
/// <param name="Reason">In sentences.</param>
internal sealed record Refusal(string Rule, string Reason)
{
    /// <summary>
    /// Of what reading a file threw that nobody foresaw; null when it is no fault of reading. The file must not stand in the
    /// way of the others whenever it is looked at.
    /// </summary>
    public static Refusal? OfFault(Exception e) => e switch
    {
        OutOfMemoryException => new Refusal("memory", "Reading the file takes more memory than there is. Expected rows and values of a few megabytes at the most."),
        ArgumentException or ArithmeticException or FormatException or IndexOutOfRangeException or InvalidCastException
            or InvalidOperationException or KeyNotFoundException or NotSupportedException or NullReferenceException
            or InvalidDataException => new Refusal("fault", $"Reading the file failed in a way that was not foreseen ({e.GetType().Name}: {e.Message.TrimEnd('.')}). Please report it, with the file or with its first lines."),
        _ => null,
    };

    /// <summary>Of rules of the dataset that a file breaks.</summary>
    public static Refusal Of(RuleFindings findings, DataContract contract) =>
        new("quality", $"{string.Join(". ", findings.Errors)} (contract {contract}).");

    public static Refusal Of(FileRefusedException refused) => new(refused.Rule, refused.Message + ".");
}
