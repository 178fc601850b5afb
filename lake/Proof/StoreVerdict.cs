namespace DataShare.Lake;

/// <summary>The result of checking one kind of objects in the lake, other than tables.</summary>
/// <param name="Checked">The number of checked objects.</param>
/// <param name="Unproven">The number of objects without a stored hash, which cannot be compared fully.</param>
/// <param name="Findings">Empty if nothing has changed.</param>
public sealed record StoreVerdict(int Checked, int Unproven, IReadOnlyList<LakeFinding> Findings)
{
    public bool IsDamaged => Findings.Any(f => f.IsDamage);
}
