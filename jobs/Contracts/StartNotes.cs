using System.Globalization;
using Microsoft.Extensions.Logging;

namespace DataShare.Jobs;

/// <summary>Messages about contracts and definitions before the command's own work.</summary>
internal static class StartNotes
{
    /// <summary>The most versions that are named; the others are counted.</summary>
    private const int MostNamed = 10;

    /// <summary>For commands: writes to standard error, so that standard output has only results.</summary>
    /// <param name="problems">Problems of consumers' definitions.</param>
    public static void Write(Terminal terminal, Admission admission, IEnumerable<string> problems)
    {
        if (admission.Published.Count > 0)
        {
            var more = admission.Published.Count - MostNamed;
            terminal.Error.WriteLine(
                $"Published {string.Join(", ", admission.Published.Take(MostNamed).Select(p => p.Contract))}{(more > 0 ? string.Create(CultureInfo.InvariantCulture, $" and {more:N0} more") : "")}.");
        }

        foreach (var warning in Warnings(admission).Concat(problems))
        {
            terminal.Error.WriteLine($"warning: {warning}");
        }

        var left = admission.NotTaken;
        foreach (var line in left.SelectMany(Lines))
        {
            terminal.Error.WriteLine(line);
        }

        if (left.Count > 0)
        {
            terminal.Error.WriteLine($"Everything else continues. See all findings with: datashare schema check{admission.Served.Workspace.Option}");
        }
    }

    /// <summary>For commands about contracts: reports unreadable files.</summary>
    public static void Write(Terminal terminal, WorkspaceContracts versions)
    {
        foreach (var problem in versions.Kept.Problems.Concat(versions.Written.Problems))
        {
            terminal.Error.WriteLine($"left out: {Workspace.Shown(problem)}");
        }
    }

    /// <summary>For the service: logs at its start and after each change of files.</summary>
    public static void Write(ILogger logger, Told told, Admission admission)
    {
        var served = admission.Served;
        var problems = served.Consumers.Definitions.SelectMany(c => served.NeedsOf(c).Problems.Select(Workspace.Shown));
        foreach (var version in admission.Published)
        {
            logger.ContractPublished(version.Contract.ToString(), version.Contract.SourceFile);
        }

        foreach (var warning in Warnings(admission))
        {
            logger.ContractWarning(warning);
        }

        foreach (var problem in told.News("consumers", problems))
        {
            logger.ConsumerProblem(problem);
        }

        foreach (var left in told.News("left out", admission.NotTaken.Select(n => n.Text)))
        {
            logger.LeftOut(left);
        }
    }

    private static IEnumerable<string> Lines(NotTaken left) => left.Reasons.Count == 0
        ? [$"left out: {left.Head}"]
        : [$"left out: {left.Head}.", .. left.Reasons.Select(r => $"  {r}")];

    private static IEnumerable<string> Warnings(Admission admission) =>
        admission.Published.SelectMany(p => p.Broken.Concat(p.Warnings).Select(w => $"{p.Contract}: {w}"));
}
