using System.CommandLine;

namespace DataShare.Jobs;

/// <summary><c>datashare init</c>: makes a workspace to start from.</summary>
internal sealed class InitCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string?> folder = new("DIR")
    {
        Description = "Where. Default: the current folder.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public InitCommand(CommonOptions common)
        : base("init", "Makes a workspace: settings, a sample contract with a consumer, and the inbox. Overwrites nothing.")
    {
        this.common = common;
        Add(folder);
        SetAction(Run);
    }

    public IReadOnlyList<string> Examples { get; } = ["datashare init", "datashare init ~/shop"];

    private int Run(ParseResult call)
    {
        var terminal = common.Terminal(call);
        var root = Path.GetFullPath(call.GetValue(folder) ?? call.GetValue(common.Workspace) ?? ".");
        if (File.Exists(root))
        {
            throw new UsageException($"'{root}' is a file; a workspace is a folder. Nothing was made.");
        }

        var template = new WorkspaceTemplate(root);
        var written = template.Write(Samples.Paths.Where(WorkspaceTemplate.IsStarter));
        Report(terminal, root, written);
        return ExitCode.Done;
    }

    private static void Report(Terminal terminal, string root, IReadOnlyList<(string Path, bool Written)> files)
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

        var option = Workspace.At(root).Option;
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"The workspace is {root}. Next:");
        terminal.Out.WriteLine("  1. Look at contracts/orders and write contracts for your own datasets the same way.");
        terminal.Out.WriteLine("  2. Copy a file into data/inbox/orders/ and take it:");
        terminal.Out.WriteLine($"       datashare ingest{option}");
        terminal.Out.WriteLine("  3. Ask what arrived:");
        terminal.Out.WriteLine($"       datashare query \"from orders limit 10\"{option}");
    }
}
