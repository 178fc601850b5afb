using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace DataShare.Lake;

/// <summary>
/// The bounds of a setting that is a number or a time. The message names the setting as the settings file has it, its value
/// and the bounds, which those of the framework do not.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingRangeAttribute : ValidationAttribute
{
    private readonly IComparable least;
    private readonly IComparable most;
    private readonly string expected;

    /// <param name="least">Allowed, as <paramref name="most"/> is.</param>
    /// <param name="most">Of any number when it is left out.</param>
    public SettingRangeAttribute(long least, long most = long.MaxValue)
    {
        (this.least, this.most) = (least, most);
        expected = most == long.MaxValue ? FormattableString.Invariant($"{least} or more") : FormattableString.Invariant($"{least} to {most}");
    }

    /// <param name="least">A <see cref="TimeSpan"/>; allowed, as <paramref name="most"/> is.</param>
    /// <param name="most">A <see cref="TimeSpan"/>.</param>
    public SettingRangeAttribute(string least, string most)
    {
        (this.least, this.most) = (TimeSpan.Parse(least, CultureInfo.InvariantCulture), TimeSpan.Parse(most, CultureInfo.InvariantCulture));
        expected = $"{least} to {most}";
    }

    public override bool RequiresValidationContext => true;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var compared = value is int number ? (long)number : value;
        return least.CompareTo(compared) <= 0 && most.CompareTo(compared) >= 0
            ? ValidationResult.Success
            // Options that are parts of others come as 'DataShare.Producers.Writers'.
            : new ValidationResult(string.Create(
                CultureInfo.InvariantCulture, $"{validationContext.DisplayName.Replace('.', ':')} is '{value}'; expected {expected}."));
    }
}
