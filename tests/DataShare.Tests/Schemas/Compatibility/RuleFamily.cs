using DataShare.Schemas;
using static DataShare.Schemas.CompatibilityMode;

namespace DataShare.Tests.Schemas.Compatibility;

/// <summary>A change from one version to the next, and the verdict that it must get.</summary>
/// <param name="Name">The family, and what changes of it.</param>
/// <param name="Old">What the version before has: columns, or lines of the root.</param>
/// <param name="New">What the next one has in their place.</param>
/// <param name="Breaks">Which way it breaks; with <see cref="Clashes"/> no mode lets it in.</param>
/// <param name="Why">The reason of the verdict.</param>
internal sealed record RuleFamily(string Name, string Old, string New, Directions Breaks, VersionStep Step, string Why)
{
    /// <summary>Whether one table cannot hold both, so that every mode refuses it.</summary>
    public bool Clashes { get; init; }

    /// <summary>A consumer that is registered; its change breaks it where <see cref="IsBroken"/>.</summary>
    public ReaderNeeds? Reader { get; init; }

    public bool IsBroken { get; init; }

    /// <summary>What the direction guards that breaks nobody by itself, such as a column that somebody may read.</summary>
    public Directions Concerns { get; init; } = Breaks;

    /// <summary>The row of the docs that says why we are stricter than other checkers; null where we are not.</summary>
    public string? StricterAs { get; init; }

    public DataContract Before(CompatibilityMode mode) => Contract("1.1.0", mode, Old);

    public DataContract After(CompatibilityMode mode, string version) => Contract(version, mode, New);

    /// <summary>By the words of the modes alone, without a look at the guard.</summary>
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
