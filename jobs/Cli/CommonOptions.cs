using System.CommandLine;

namespace DataShare.Jobs;

/// <summary>The options of every command.</summary>
public sealed class CommonOptions
{
    public Option<string?> Workspace { get; } = new("--workspace", "-w")
    {
        Description = "The workspace folder. Default: the current folder or the nearest one above it that is a workspace.",
        HelpName = "DIR",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Print results as JSON.",
        Recursive = true,
    };

    public Terminal Terminal(ParseResult call) => new(call.GetValue(Json));

    /// <exception cref="UsageException">There is no workspace.</exception>
    public Workspace OpenWorkspace(ParseResult call) => DataShare.Jobs.Workspace.Find(call.GetValue(Workspace));
}
