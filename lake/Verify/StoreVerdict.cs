namespace DataShare.Lake;

/// <summary>What things of one kind in the lake, beside its tables, are found to be.</summary>
/// <param name="Checked">How many were looked at.</param>
/// <param name="Unproven">How many of them nobody noted a hash of, so that less can be said of them.</param>
/// <param name="Findings">Empty when all are as they were stored.</param>
public sealed record StoreVerdict(int Checked, int Unproven, IReadOnlyList<LakeFinding> Findings)
{
    public bool IsDamaged => Findings.Any(f => f.IsDamage);
}
