using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>
/// A version of a contract cannot be published. The message is for its author: file, reasons, and what to do next. Ends
/// with <see cref="ExitCode.Breaking"/>.
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
            $"{left} See all findings with: datashare schema check",
        ]));

    internal static IEnumerable<string> Lines(ReviewedVersion version)
    {
        var found = NotTaken.Of(version);
        return [$"{found.Head}.", .. found.Reasons.Select(r => $"  {r}")];
    }
}
