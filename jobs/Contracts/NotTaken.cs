using DataShare.Schemas;

namespace DataShare.Jobs;

internal enum NotTakenKind
{
    /// <summary>A dataset that waits because its published contracts cannot be read.</summary>
    Dataset,

    /// <summary>A file in the contracts' folder that is not a valid contract.</summary>
    Contract,

    /// <summary>A contract version that is not published.</summary>
    Version,

    /// <summary>A file in the definitions' folder whose consumer is not served.</summary>
    Consumer,

    /// <summary>A file or folder of the inbox that belongs to no dataset.</summary>
    Inbox,
}

/// <summary>Something in the workspace that is left out, while everything else continues.</summary>
/// <param name="Subject">The dataset, file, version or entry of the inbox, by the kind.</param>
/// <param name="Head">A sentence without its full stop.</param>
/// <param name="Reasons">The sentences after it; may be empty.</param>
internal sealed record NotTaken(NotTakenKind Kind, string Subject, string Head, IReadOnlyList<string> Reasons)
{
    /// <summary>The place of the fault; null if it is not in a line of a file.</summary>
    public SourceProblem? At { get; init; }

    /// <summary>Whether somebody must act. False for a version that the next ingest will publish.</summary>
    public bool NeedsSomebody { get; init; } = true;

    /// <summary>Everything on one line.</summary>
    public string Text => Reasons.Count == 0 ? Head : $"{Head}: {string.Join("; ", Reasons)}";

    /// <summary>Everything that a workspace leaves out, except entries of the inbox.</summary>
    public static IReadOnlyList<NotTaken> Of(ServedWorkspace served, IEnumerable<ReviewedVersion> waiting) =>
    [
        .. served.Versions.Kept.Problems.GroupBy(p => served.Versions.Store.DatasetOf(p.File)).SelectMany(p => p.Key is { } dataset ? [Of(dataset, [.. p])] : p.Select(Of)),
        .. served.Versions.Written.Problems.Select(Of),
        .. waiting.Select(Of),
        .. served.Definitions.Problems.Select(p => Of(p) with { Kind = NotTakenKind.Consumer }),
    ];

    public static NotTaken Of(ReviewedVersion version)
    {
        var file = Workspace.Display(version.Contract.SourceFile);
        return new NotTaken(
            NotTakenKind.Version,
            version.Contract.ToString(),
            $"{file}: {version.Contract} {(version.Refusals.Count > 0 ? "is refused" : version.IsAdmitted ? "is not published yet" : "waits")}",
            version.Refusals.Count > 0 ? [.. version.Refusals, .. version.Broken]
                : version.IsAdmitted ? [$"publish it with: datashare schema publish {version.Contract.Dataset}@{version.Contract.Version}"]
                : version.Held)
        {
            At = new SourceProblem(version.Contract.SourceFile, 1, 1, ""),
            NeedsSomebody = !version.IsAdmitted,
        };
    }

    public static NotTaken Stray(string sentence) => new(NotTakenKind.Inbox, sentence.Split([':', ' '], 2)[0], sentence, []);

    public object Json => new
    {
        kind = Kind,
        subject = Subject,
        file = At is { } at ? Workspace.Display(at.File) : null,
        line = At?.Line,
        column = At?.Column,
        text = Text,
    };

    private static NotTaken Of(SourceProblem problem) =>
        new(NotTakenKind.Contract, Workspace.Display(problem.File), Workspace.Shown(problem), []) { At = problem };

    private static NotTaken Of(DatasetName dataset, IReadOnlyList<SourceProblem> problems) => new(
        NotTakenKind.Dataset,
        dataset.Value,
        $"'{dataset}' is stopped, because a published contract cannot be read",
        [.. problems.Select(Workspace.Shown), "nothing is taken, loaded or delivered until the file is restored"])
    {
        At = problems[0],
    };
}
