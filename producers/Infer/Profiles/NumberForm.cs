namespace DataShare.Producers;

/// <summary>How the numbers of a file are written.</summary>
/// <param name="Thousands">What stands between groups of digits, or null.</param>
internal readonly record struct NumberForm(char Decimal, char? Thousands = null)
{
    public static NumberForm Plain { get; } = new('.');
}
