namespace DataShare.Producers;

/// <summary>The separators in the numbers of a file.</summary>
/// <param name="Thousands">The separator between groups of digits, or null.</param>
internal readonly record struct NumberForm(char Decimal, char? Thousands = null)
{
    public static NumberForm Plain { get; } = new('.');
}
