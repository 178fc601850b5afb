namespace DataShare.Jobs;

/// <summary>
/// A version of a contract may not be published. The message is for the person who wrote it: file, reasons, and what to
/// do. Ends with <see cref="ExitCode.Breaking"/>.
/// </summary>
public sealed class RefusedContractException : Exception
{
    public RefusedContractException(string message)
        : base(message)
    {
    }

    internal static RefusedContractException Of(IEnumerable<ReviewedVersion> refused, string left) => new(string.Join(
        Environment.NewLine,
        [
            .. refused.SelectMany(Lines),
            $"{left} See all that was found with: datashare schema check",
        ]));

    private static IEnumerable<string> Lines(ReviewedVersion version)
    {
        yield return $"{Workspace.Display(version.Contract.SourceFile)}: {version.Contract} is refused.";
        foreach (var line in version.Refusals.Concat(version.Broken))
        {
            yield return $"  {line}";
        }
    }
}
