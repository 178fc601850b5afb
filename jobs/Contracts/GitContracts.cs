using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>Contracts as a commit of Git's has them.</summary>
internal static class GitContracts
{
    private static readonly string[] Endings = [".yaml", ".yml"];

    /// <param name="folder">Where the contracts are now; the same folder of the commit is read.</param>
    /// <param name="reference">A branch, a tag or a commit.</param>
    /// <returns>Null when there is no Git here, no repository, or no such commit.</returns>
    public static async ValueTask<CatalogReading?> ReadAsync(string folder, string reference, CancellationToken cancellationToken)
    {
        // Resolved first: what begins with a dash is no option then, and the rest is read from one commit.
        var commit = (await RunAsync(folder, cancellationToken, "rev-parse", "--verify", "--quiet", "--end-of-options", reference + "^{commit}"))?.Trim();
        if (commit is not { Length: > 0 })
        {
            return null;
        }

        var (contracts, problems) = (new List<DataContract>(), new List<SourceProblem>());
        var names = await RunAsync(folder, cancellationToken, "ls-tree", "-r", "-z", "--name-only", commit, "--", ".") ?? "";
        foreach (var name in names.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(n => Endings.Contains(Path.GetExtension(n), StringComparer.OrdinalIgnoreCase)))
        {
            var text = await RunAsync(folder, cancellationToken, "show", $"{commit}:./{name}") ?? "";
            var reading = ContractReader.Read(text.TrimStart('\uFEFF'), $"{reference}:{name}");
            problems.AddRange(reading.Problems);
            if (reading.Contract is { } contract && !contracts.Exists(c => c.Dataset == contract.Dataset && c.Version == contract.Version))
            {
                contracts.Add(contract);
            }
        }

        return new CatalogReading(new ContractCatalog(contracts), problems);
    }

    /// <summary>What Git prints; null when it fails or is not there.</summary>
    private static async ValueTask<string?> RunAsync(string folder, CancellationToken cancellationToken, params string[] arguments)
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
            await error;
            await git.WaitForExitAsync(cancellationToken);
            return git.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
