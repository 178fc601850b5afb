using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>Reads the contracts of a Git commit.</summary>
internal static class GitContracts
{
    private static readonly string[] Endings = [".yaml", ".yml"];

    /// <param name="folder">The contracts' folder; the same folder is read from the commit.</param>
    /// <param name="reference">A branch, a tag or a commit.</param>
    /// <returns>Null if there is no Git, no repository, or no such commit.</returns>
    /// <exception cref="UsageException">The commit exists, but its files are missing.</exception>
    public static async ValueTask<CatalogReading?> ReadAsync(string folder, string reference, CancellationToken cancellationToken)
    {
        if (await CommitAsync(folder, reference, cancellationToken) is not { } commit)
        {
            return null;
        }

        async ValueTask<string> ReadAsync(params string[] arguments) => await RunAsync(folder, cancellationToken, arguments) is { Code: 0 } git
            ? git.Output
            : throw new UsageException($"--against: '{reference}' exists, but not all of its files are in this clone: 'git {string.Join(' ', arguments)}' fails in {Workspace.Display(folder)}. Fetch all of it: git fetch --refetch --filter=blob:limit=1g");

        var (contracts, problems) = (new List<DataContract>(), new List<SourceProblem>());
        var names = await ReadAsync("ls-tree", "-r", "-z", "--name-only", commit, "--", ".");
        foreach (var name in names.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(n => Endings.Contains(Path.GetExtension(n), StringComparer.OrdinalIgnoreCase)))
        {
            var text = await ReadAsync("show", $"{commit}:./{name}");
            var reading = ContractReader.Read(text.TrimStart('\uFEFF'), $"{reference}:{name}");
            problems.AddRange(reading.Problems);
            if (reading.Contract is { } contract && !contracts.Exists(c => c.Dataset == contract.Dataset && c.Version == contract.Version))
            {
                contracts.Add(contract);
            }
        }

        return new CatalogReading(new ContractCatalog(contracts), problems);
    }

    /// <summary>Sentences that say how to fetch the commit; null if there is no known way.</summary>
    public static async ValueTask<string?> HintAsync(string folder, string reference, CancellationToken cancellationToken)
    {
        if (await RunAsync(folder, cancellationToken, "rev-parse", "--is-shallow-repository") is not { } asked)
        {
            return "Git is not installed here.";
        }

        if (asked.Code != 0)
        {
            // Git refuses, for example, a folder that belongs to another user.
            return asked.Error.Length == 0 ? null : $"git says: {asked.Error.ReplaceLineEndings(" ").Trim()}";
        }

        var remotes = (await RunAsync(folder, cancellationToken, "remote"))?.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (remotes.Length == 0)
        {
            return null;
        }

        var of = remotes.FirstOrDefault(r => reference.StartsWith(r + "/", StringComparison.Ordinal));
        if (of is null && IsName(reference) && await CommitAsync(folder, $"{remotes[0]}/{reference}", cancellationToken) is not null)
        {
            return $"The remote has this branch: --against {remotes[0]}/{reference}";
        }

        var clone = asked.Output.Trim() == "true" ? "This clone is shallow" : "This clone does not contain it";
        return of is not null && reference[(of.Length + 1)..] is var branch && IsName(branch)
                ? $"{clone}. Fetch the branch: git fetch --depth=1 {of} +refs/heads/{branch}:refs/remotes/{of}/{branch}"
            : IsName(reference) && !IsShortened(reference)
                ? $"{clone}. Fetch it: git fetch --depth=1 {remotes[0]} {reference}, and then write --against FETCH_HEAD"
            : asked.Output.Trim() == "true" ? "This clone is shallow. Fetch all commits: git fetch --unshallow" : null;
    }

    /// <summary>
    /// A plain name: no path from another commit, such as <c>main~1</c>, and no character that a shell would interpret.
    /// </summary>
    private static bool IsName(string reference) => reference.Length > 0 && reference[0] != '-' && reference != "HEAD" && reference.All(c => char.IsLetterOrDigit(c) || "._/-+".Contains(c, StringComparison.Ordinal));

    /// <summary>Whether it is a shortened hash, because a remote gives a commit only by its full hash.</summary>
    private static bool IsShortened(string reference) => reference.Length is >= 7 and < 40 && reference.All(char.IsAsciiHexDigitLower);

    /// <summary>Resolves the name first, so that git cannot read it as an option, and all files come from one commit.</summary>
    private static async ValueTask<string?> CommitAsync(string folder, string reference, CancellationToken cancellationToken) =>
        await RunAsync(folder, cancellationToken, "rev-parse", "--verify", "--quiet", "--end-of-options", reference + "^{commit}") is { Code: 0 } git
        && git.Output.Trim() is { Length: > 0 } commit
            ? commit
            : null;

    /// <summary>Null if Git is not installed.</summary>
    private static async ValueTask<GitAnswer?> RunAsync(string folder, CancellationToken cancellationToken, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", folder, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        try
        {
            using var git = Process.Start(start)!;
            var error = git.StandardError.ReadToEndAsync(cancellationToken);
            var output = await git.StandardOutput.ReadToEndAsync(cancellationToken);
            var said = await error;
            await git.WaitForExitAsync(cancellationToken);
            return new GitAnswer(git.ExitCode, output, said);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private sealed record GitAnswer(int Code, string Output, string Error);
}
