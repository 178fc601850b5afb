using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The statements of a file's folder, its sidecar and the file itself about its contract version; may be empty.</summary>
internal sealed partial class VersionStatements(DatasetName dataset)
{
    private readonly List<(string By, StatedVersion Version)> statements = [];

    public bool IsEmpty => statements.Count == 0;

    /// <summary>The statements in words: <c>the folder inbox/orders@1 says version 1</c>; empty if there are none.</summary>
    public string Words => string.Join(" and ", statements.Select(s => $"{s.By} says version {s.Version}"));

    /// <summary>The statements of folder and sidecar, and the sidecar itself, or null if the file has none.</summary>
    /// <exception cref="FileRefusedException">They contradict each other, or the sidecar is broken.</exception>
    public static async Task<(VersionStatements Stated, Sidecar? Sidecar)> OfAsync(
        FileClaim claim, CancellationToken cancellationToken)
    {
        var stated = new VersionStatements(claim.Inbox.Dataset);
        if (claim.Inbox.Stated is { } version)
        {
            stated.Add($"the folder {claim.Inbox.Label}", version);
        }

        if (!claim.HasSidecar)
        {
            return (stated, null);
        }

        var sidecar = await Sidecar.ReadAsync(claim.SidecarPath, claim.SidecarName, cancellationToken);
        if (sidecar.ContractVersion is { } text)
        {
            stated.Add($"the sidecar {claim.SidecarName}", text);
        }

        return (stated, sidecar);
    }

    /// <param name="by">The subject of a sentence: <c>the sidecar orders.csv.meta.json</c>.</param>
    /// <exception cref="FileRefusedException">It contradicts another statement.</exception>
    public void Add(string by, StatedVersion version)
    {
        foreach (var other in statements.Where(s => !s.Version.Agrees(version)))
        {
            throw new FileRefusedException(
                "version", $"{Sentence(other.By)} says version {other.Version}, but {by} says {version}. Expected one version of '{dataset}'");
        }

        if (!statements.Contains((by, version)))
        {
            statements.Add((by, version));
        }
    }

    /// <param name="text">The version, with or without the dataset's name: <c>1.1.0</c>, <c>orders 1.1.0</c>.</param>
    /// <exception cref="FileRefusedException">It is no version, names another dataset, or contradicts a statement.</exception>
    public void Add(string by, string text)
    {
        var words = text.Split([' ', '@'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 2 || StatedVersion.TryParse(words[^1]) is not { } version)
        {
            throw new FileRefusedException(
                "version", $"{Sentence(by)} says the contract version {SourceProblem.Quote(text)}. Expected {StatedVersion.Expected}, with or without '{dataset}' before it");
        }

        if (words.Length == 2 && words[0] != dataset.Value)
        {
            throw new FileRefusedException(
                "version", $"{Sentence(by)} names dataset {SourceProblem.Quote(words[0])}, but the file was dropped for '{dataset}'. Expected a version of '{dataset}'");
        }

        Add(by, version);
    }

    /// <summary>The versions that the statements allow, in the order given; all versions if there is no statement.</summary>
    /// <exception cref="FileRefusedException">No version is left.</exception>
    public IReadOnlyList<DataContract> Allowed(IReadOnlyList<DataContract> newestFirst)
    {
        var allowed = newestFirst.Where(c => statements.All(s => s.Version.Allows(c.Version))).ToList();
        return allowed.Count > 0
            ? allowed
            : throw new FileRefusedException(
                "version",
                $"{Sentence(Words)}, but '{dataset}' has no such version that takes files. Expected one of {string.Join(", ", newestFirst.Select(c => c.Version))}");
    }

    /// <summary>
    /// The versions to compare the file with, in the order given. A version that must be stated is among them if a statement names
    /// a full version, or if a statement names a major of which every version must be stated.
    /// </summary>
    /// <exception cref="FileRefusedException">No version is left.</exception>
    public IReadOnlyList<DataContract> Candidates(IReadOnlyList<DataContract> newestFirst)
    {
        var allowed = Allowed(newestFirst);
        IReadOnlyList<DataContract> plain =
            statements.Exists(s => s.Version.Exact is not null) ? allowed : [.. allowed.Where(c => !c.Inbox.Arrival.IsStated)];
        return plain.Count > 0 ? plain
            : !IsEmpty ? allowed
            : throw new FileRefusedException(
                "version",
                $"The file does not state its contract version, which '{dataset}' requires. Expected the file in the folder {dataset}@{allowed[0].Version}, or next to it a sidecar with contractVersion, one of {string.Join(", ", allowed.Select(c => c.Version))}");
    }

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
