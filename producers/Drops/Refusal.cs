namespace DataShare.Producers;

/// <summary>Why a file is refused as a whole.</summary>
/// <param name="Rule">A short word for the cause: <c>header</c>, <c>quote</c>, <c>maxRejectPercent</c>…</param>
/// <param name="Reason">In sentences.</param>
internal sealed record Refusal(string Rule, string Reason)
{
    /// <summary>For a fault of the program, the details for a bug report. Otherwise null.</summary>
    public string? Facts { get; init; }

    public static Refusal Of(FileRefusedException refused) => new(refused.Rule, refused.Message + ".");
}
