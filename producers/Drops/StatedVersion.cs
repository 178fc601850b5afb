using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The contract version that a file states: a major, or one version of it.</summary>
/// <param name="Exact">Null for any version of the major.</param>
public sealed record StatedVersion(int Major, ContractVersion? Exact)
{
    public const string Expected = "a major version such as 1, or a version such as 1.2.0";

    /// <summary>Null unless the text is <c>1</c> or <c>1.2.0</c>.</summary>
    public static StatedVersion? TryParse(string? text)
    {
        if (ContractVersion.TryParse(text) is { } version)
        {
            return new StatedVersion(version.Major, version);
        }

        return text is { Length: > 0 and < 10 } && text.All(char.IsAsciiDigit)
            ? new StatedVersion(int.Parse(text, CultureInfo.InvariantCulture), null)
            : null;
    }

    public bool Allows(ContractVersion version) => Exact is { } exact ? version == exact : version.Major == Major;

    /// <summary>Whether one version can satisfy both.</summary>
    public bool Agrees(StatedVersion other) =>
        Major == other.Major && (Exact is null || other.Exact is null || Exact == other.Exact);

    public override string ToString() => Exact?.ToString() ?? Major.ToString(CultureInfo.InvariantCulture);
}
