using System.CommandLine;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary><c>datashare schema publish</c>: publishes new versions, so that files can come under them.</summary>
internal sealed class SchemaPublishCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string[]> names = new("CONTRACT")
    {
        Description = $"{ContractReference.Expected}, or a file of the workspace. Default: all new versions.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public SchemaPublishCommand(CommonOptions common)
        : base("publish", "Checks new versions and stores an immutable copy of each in the lake. Ends with 4 if a version is refused.")
    {
        this.common = common;
        Add(names);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare schema publish                                   all new versions",
        "datashare schema publish orders@2.0.0                      one version",
        "datashare schema publish contracts/orders/2.0.0.odcs.yaml  the same",
    ];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        var isNamed = call.GetValue(names) is { Length: > 0 };
        var chosen = Chosen(served, call.GetValue(names) ?? []);
        bool IsChosen(DataContract contract) => chosen.Any(c => c.Dataset == contract.Dataset && c.Version == contract.Version);
        var admission = await ContractAdmission.AdmitAsync(served, IsChosen, "Nothing was published.", TimeProvider.System, cancellationToken);
        Write(terminal, chosen, admission);
        return isNamed ? ExitCode.Done : WriteLeftOut(terminal, served.Versions);
    }

    /// <summary>Reports files that are no valid contracts. The other new versions are still published.</summary>
    private static int WriteLeftOut(Terminal terminal, WorkspaceContracts versions)
    {
        StartNotes.Write(terminal, versions);
        return versions.Unread.Count + versions.Published.Unread.Count > 0 ? ExitCode.Usage : ExitCode.Done;
    }

    /// <exception cref="UsageException">A name is no version of the folder, or a version that cannot be published.</exception>
    private static IReadOnlyList<DataContract> Chosen(ServedWorkspace served, string[] names)
    {
        var folder = served.Versions.Folder;
        var all = folder.Datasets.SelectMany(folder.Versions).ToList();
        return names.Length == 0
            ? [.. all.Where(c => c.TakesFiles && !served.Contracts.Unread.Contains(c.Dataset))]
            : [.. names.SelectMany(n => Chosen(all, served, n)).DistinctBy(c => (c.Dataset, c.Version))];
    }

    private static List<DataContract> Chosen(List<DataContract> all, ServedWorkspace served, string name)
    {
        List<DataContract> meant;
        if (File.Exists(name))
        {
            var path = Path.GetFullPath(name);
            meant = all.Where(c => Path.GetFullPath(c.SourceFile) == path).ToList();
            var problems = served.Versions.Written.Problems.Where(p => Path.GetFullPath(p.File) == path).Select(Workspace.Shown).ToList();
            if (problems.Count > 0)
            {
                throw new UsageException(string.Join(Environment.NewLine, [.. problems, "Nothing was published."]));
            }

            if (meant.Count == 0)
            {
                throw new UsageException($"'{name}' is not among the workspace's contracts; expected it in contracts/<dataset>/<version>.odcs.yaml.");
            }
        }
        else
        {
            var reference = ContractReference.Parse(name);
            // Throws with the existing names if there is no such version.
            served.Contract(reference);
            reference.Find(served.Versions.Folder);
            meant = all.Where(reference.Means).ToList();
        }

        if (meant.Find(c => served.Contracts.Unread.Contains(c.Dataset)) is { } blind)
        {
            throw new UsageException(
                $"A published contract of dataset '{blind.Dataset}' cannot be read, so {blind.Version} cannot be compared with it. Nothing was published. See which with: datashare status");
        }

        var taken = meant.Where(c => c.TakesFiles).ToList();
        return taken.Count > 0 ? taken : throw new UsageException(
            $"{meant[0]} is {meant[0].Status}, and only active contracts can be published. Write status: active in {Workspace.Display(meant[0].SourceFile)} first.");
    }

    private static void Write(Terminal terminal, IReadOnlyList<DataContract> chosen, Admission admission)
    {
        var published = admission.Published.Select(p => p.Contract).ToList();
        bool IsNew(DataContract contract) => published.Exists(p => p.Dataset == contract.Dataset && p.Version == contract.Version);
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new
            {
                contracts = chosen.Select(c => new
                {
                    dataset = c.Dataset.Value,
                    version = c.Version.ToString(),
                    file = Workspace.Display(c.SourceFile),
                    result = IsNew(c) ? "published" : "unchanged",
                }),
                reviews = admission.Published.Select(CheckJson.Of),
            });
            return;
        }

        foreach (var contract in chosen)
        {
            terminal.Out.WriteLine(IsNew(contract) ? $"{terminal.Paint("published", Tone.Good)}  {contract}" : $"{terminal.Paint("unchanged", Tone.Faint)}  {contract}");
        }

        if (chosen.Count == 0)
        {
            terminal.Out.WriteLine("There are no contracts to publish.");
        }

        foreach (var review in admission.Published)
        {
            foreach (var warning in review.Broken.Concat(review.Warnings))
            {
                WrappedText.Write(terminal, $"{review.Contract}: {warning}", "warning: ", Tone.Warning);
            }
        }
    }
}
