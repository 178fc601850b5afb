using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>
/// The folder the program works in: settings, contracts, consumer definitions and <c>data/</c>. A folder is a workspace
/// if it contains <c>schemas/contracts</c> (the repository itself), or <c>contracts</c> together with
/// <c>appsettings.json</c> or <c>data/inbox</c>.
/// </summary>
public sealed record Workspace
{
    public const string SettingsFile = "appsettings.json";

    private Workspace(string root) => Root = root;

    /// <summary>The full path.</summary>
    public string Root { get; }

    public string ContractsFolder => Either(Path.Combine("schemas", "contracts"), "contracts");

    public string DefinitionsFolder => Either(Path.Combine("consumers", "definitions"), "consumers");

    /// <summary>The path as a person in the current folder would type it, for messages.</summary>
    public static string Display(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? path : relative;
    }

    /// <summary>The problem for messages, with the path that a person would type.</summary>
    public static string Shown(SourceProblem problem) => (problem with { File = Display(problem.File) }).ToString();

    /// <summary>
    /// The option that makes another command use this workspace; empty if the command finds it anyway.
    /// </summary>
    public string Option => FindAbove(Environment.CurrentDirectory)?.Root == Root ? "" : $" --workspace {Quote(Root)}";

    /// <param name="folder">The value of <c>--workspace</c>, or null to search from the current folder upwards.</param>
    /// <exception cref="UsageException">There is no workspace; the message says how to make one.</exception>
    public static Workspace Find(string? folder)
    {
        if (folder is null)
        {
            return FindAbove(Environment.CurrentDirectory) ?? throw new UsageException(
                $"No workspace found: neither '{Environment.CurrentDirectory}' nor a folder above it has contracts. " +
                "Create one here with: datashare init\nOr name one with: --workspace DIR");
        }

        var path = Path.GetFullPath(folder);
        if (!Directory.Exists(path))
        {
            throw new UsageException($"--workspace: there is no folder '{path}'. Create a workspace there with: datashare init {Quote(folder)}");
        }

        return Holds(path)
            ? new Workspace(path)
            : throw new UsageException(
                $"--workspace: '{path}' is not a workspace, because it has no contracts. Make it one with: datashare init {Quote(folder)}");
    }

    /// <summary>The folder as a workspace, whatever is in it yet.</summary>
    internal static Workspace At(string folder) => new(Path.GetFullPath(folder));

    internal static string Quote(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || "/._-\\:".Contains(c, StringComparison.Ordinal)) ? path : $"'{path}'";

    /// <summary>Null when neither the folder nor one above it is a workspace.</summary>
    internal static Workspace? FindAbove(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (Holds(folder.FullName))
            {
                return new Workspace(folder.FullName);
            }
        }

        return null;
    }

    /// <summary>Whether the folder is a workspace.</summary>
    internal static bool Holds(string folder) =>
        Directory.Exists(Path.Combine(folder, "schemas", "contracts")) ||
        (Directory.Exists(Path.Combine(folder, "contracts")) &&
            (File.Exists(Path.Combine(folder, SettingsFile)) || Directory.Exists(Path.Combine(folder, "data", "inbox"))));

    private string Either(string ofRepository, string ofWorkspace)
    {
        var path = Path.Combine(Root, ofRepository);
        return Directory.Exists(path) ? path : Path.Combine(Root, ofWorkspace);
    }
}
