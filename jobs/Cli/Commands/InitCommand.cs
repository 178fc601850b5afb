using System.CommandLine;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary><c>datashare init</c>: creates a new workspace.</summary>
internal sealed class InitCommand : Command, IHasExamples
{
    /// <summary>The first is the default.</summary>
    private static readonly string[] EngineNames = [.. Engines.All.Keys.Select(e => e.ToString().ToLowerInvariant())];

    private readonly CommonOptions common;
    private readonly Argument<string?> folder = new("DIR")
    {
        Description = "The folder for the workspace. Default: the current folder.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> engine = new("--engine")
    {
        Description = $"The warehouse: {string.Join(", or ", Engines.All.Values.Select(e => e.Summary))}.",
        HelpName = string.Join('|', EngineNames),
        DefaultValueFactory = _ => EngineNames[0],
    };

    private readonly Option<bool> sample = new("--sample")
    {
        Description = "Add a sample to experiment with: contracts for a dataset 'orders', and a consumer that reads it.",
    };

    public InitCommand(CommonOptions common)
        : base("init", "Creates a workspace: settings, an inbox, and folders for contracts and consumers. Overwrites nothing.")
    {
        this.common = common;
        engine.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, EngineNames);
        Add(folder);
        Add(engine);
        Add(sample);
        SetAction(Run);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare init",
        "datashare init ~/shop",
        "datashare init ~/shop --sample",
        "datashare init ~/shop --engine sqlserver",
    ];

    private int Run(ParseResult call)
    {
        var terminal = common.Terminal(call);
        var root = Path.GetFullPath(call.GetValue(folder) ?? call.GetValue(common.Workspace) ?? ".");
        if (File.Exists(root))
        {
            throw new UsageException($"'{root}' is a file; a workspace is a folder. Nothing was made.");
        }

        var chosen = Engines.All[Enum.Parse<WarehouseEngine>(call.GetValue(engine)!, ignoreCase: true)];
        var script = Workspace.Quote(Workspace.Display(Path.Combine(root, WorkspaceTemplate.SetupFile)));
        var hasSample = call.GetValue(sample);
        var written = new WorkspaceTemplate(root, chosen).Write(hasSample ? [.. Samples.Paths.Where(WorkspaceTemplate.IsStarter)] : []);
        Report(terminal, root, written, [.. chosen.Setup?.Steps(script) ?? [], .. Steps(root, chosen, hasSample)]);
        return ExitCode.Done;
    }

    private static void Report(
        Terminal terminal, string root, IReadOnlyList<(string Path, bool Written)> files, IReadOnlyList<(string What, string? Type)> steps)
    {
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new
            {
                workspace = root,
                files = files.Select(f => new { path = f.Path, written = f.Written }),
            });
            return;
        }

        foreach (var (path, written) in files)
        {
            terminal.Out.WriteLine($"{(written ? "made" : "kept"),-5} {path}");
        }

        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"The workspace is {root}. Next:");
        foreach (var (i, (what, type)) in steps.Index())
        {
            terminal.Out.WriteLine($"  {i + 1}. {what}");
            if (type is not null)
            {
                terminal.Out.WriteLine($"       {type}");
            }
        }
    }

    private static IEnumerable<(string What, string? Type)> Steps(string root, EngineDescription engine, bool hasSample)
    {
        var option = Workspace.At(root).Option;
        var query = $"datashare query \"{engine.FirstRows(WorkspaceTemplate.FirstDataset(hasSample))}\"{option}";
        return hasSample
            ?
            [
                ("Look at contracts/orders. It is a sample: for your own data, create a workspace without --sample.", null),
                ("Copy a file into data/inbox/orders/ and ingest it:", $"datashare ingest{option}"),
                ("Query the rows:", query),
            ]
            :
            [
                ("Write the first contract from one of your files, and review it:", $"datashare schema infer FILE{option}"),
                ("Ingest the file; put later files into data/inbox/DATASET/:", $"datashare ingest FILE --dataset DATASET{option}"),
                ("Query the rows:", query),
            ];
    }
}
