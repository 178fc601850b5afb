using System.Globalization;

namespace DataShare.Schemas;

/// <summary>A semantic version, <c>MAJOR.MINOR.PATCH</c>. Each major version has its own table.</summary>
public readonly record struct ContractVersion(int Major, int Minor, int Patch) : IComparable<ContractVersion>
{
    /// <summary>Null unless the text is three numbers between dots.</summary>
    public static ContractVersion? TryParse(string? text)
    {
        var parts = text?.Split('.');
        if (parts is not { Length: 3 })
        {
            return null;
        }

        return Number(parts[0]) is { } major && Number(parts[1]) is { } minor && Number(parts[2]) is { } patch
            ? new ContractVersion(major, minor, patch)
            : null;
    }

    /// <exception cref="FormatException">The text is not <c>MAJOR.MINOR.PATCH</c>.</exception>
    public static ContractVersion Parse(string text) =>
        TryParse(text) ?? throw new FormatException($"'{text}' is not a version: MAJOR.MINOR.PATCH, such as 1.0.0.");

    public int CompareTo(ContractVersion other) =>
        (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    public static bool operator <(ContractVersion left, ContractVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(ContractVersion left, ContractVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(ContractVersion left, ContractVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ContractVersion left, ContractVersion right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");

    private static int? Number(string text) =>
        text.Length is > 0 and < 10 && text.All(char.IsAsciiDigit)
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
