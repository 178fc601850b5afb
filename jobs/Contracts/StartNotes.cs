using Microsoft.Extensions.Logging;

namespace DataShare.Jobs;

/// <summary>What a command has to say of contracts before it does its own work.</summary>
internal static class StartNotes
{
    /// <summary>For commands that print: to standard error, so that results stay alone on standard output.</summary>
    /// <param name="problems">Of consumers' definitions.</param>
    public static void Write(Terminal terminal, Admission admission, IEnumerable<string> problems)
    {
        if (admission.Published.Count > 0)
        {
            terminal.Error.WriteLine($"Published {string.Join(", ", admission.Published.Select(p => p.Contract))}.");
        }

        foreach (var warning in Warnings(admission).Concat(problems))
        {
            terminal.Error.WriteLine($"warning: {warning}");
        }
    }

    /// <summary>For the service.</summary>
    public static void Write(ILogger logger, Admission admission, IEnumerable<string> problems)
    {
        foreach (var version in admission.Published)
        {
            logger.ContractPublished(version.Contract.ToString(), version.Contract.SourceFile);
        }

        foreach (var warning in Warnings(admission))
        {
            logger.ContractWarning(warning);
        }

        foreach (var problem in problems)
        {
            logger.ConsumerProblem(problem);
        }
    }

    private static IEnumerable<string> Warnings(Admission admission) =>
        admission.Published.SelectMany(p => p.Broken.Concat(p.Warnings).Select(w => $"{p.Contract}: {w}"));
}
