namespace DataShare.Producers;

/// <summary>Why a file is not taken.</summary>
/// <param name="Rule">A short word for it: <c>header</c>, <c>quote</c>, <c>maxRejectPercent</c>…</param>
/// <param name="Reason">In sentences.</param>
internal sealed record Refusal(string Rule, string Reason)
{
    public static Refusal Of(FileRefusedException refused) => new(refused.Rule, refused.Message + ".");
}
