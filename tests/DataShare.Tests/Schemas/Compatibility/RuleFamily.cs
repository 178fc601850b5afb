using DataShare.Schemas;
using static DataShare.Schemas.CompatibilityMode;

namespace DataShare.Tests.Schemas.Compatibility;

/// <summary>A change from one version to the next, and the verdict that it must get.</summary>
/// <param name="Name">The family, and the change.</param>
/// <param name="Old">The columns or root lines of the old version.</param>
/// <param name="New">The columns or root lines of the new version.</param>
/// <param name="Breaks">The directions that it breaks; with <see cref="Clashes"/>, no mode admits it.</param>
/// <param name="Why">The reason of the verdict.</param>
internal sealed record RuleFamily(string Name, string Old, string New, Directions Breaks, VersionStep Step, string Why)
{
    /// <summary>Whether one table cannot hold the rows of both versions, so that every mode refuses the change.</summary>
    public bool Clashes { get; init; }

    /// <summary>A registered consumer; the change breaks it if <see cref="IsBroken"/>.</summary>
    public ReaderNeeds? Reader { get; init; }

    public bool IsBroken { get; init; }

    /// <summary>The directions whose guard refuses the change, even if it breaks no known reader.</summary>
    public Directions Concerns { get; init; } = Breaks;

    /// <summary>The row of the docs that gives the reason why we are stricter than other checkers; null if we are not.</summary>
    public string? StricterAs { get; init; }

    public DataContract Before(CompatibilityMode mode) => Contract("1.1.0", mode, Old);

    public DataContract After(CompatibilityMode mode, string version) => Contract(version, mode, New);

    /// <summary>Computed from the definition of the modes alone, without the guard.</summary>
    public bool Admits(CompatibilityMode mode)
    {
        var (back, ahead) = (Concerns.HasFlag(Directions.Backward), Concerns.HasFlag(Directions.Forward) || IsBroken);
        return !Clashes && (Step is not VersionStep.Major || mode switch
        {
            None => true,
            Backward or BackwardTransitive => !back,
            Forward or ForwardTransitive => !ahead,
            Consumer => !back && !IsBroken,
            _ => !back && !ahead,
        });
    }

    private static DataContract Contract(string version, CompatibilityMode mode, string text)
    {
        const string other = "{id: z, name: z, logicalType: string}";
        const string quality = "quality ";
        var name = CompatibilityGuard.NameOf(mode);
        return text.StartsWith('{') ? Versions.Read(version, name, "", other, text)
            : text.StartsWith(quality, StringComparison.Ordinal)
                ? ContractText.Valid(Versions.Read(version, name, "", other).SourceText
                    .Replace("    properties:", $"    quality: [{{metric: {text[quality.Length..]}}}]\n    properties:", StringComparison.Ordinal))
            : Versions.Read(version, name, text, other);
    }
}
