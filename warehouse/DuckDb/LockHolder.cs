using System.Globalization;
using System.Text.RegularExpressions;

namespace DataShare.Warehouse;

/// <summary>Who has the database file, as DuckDB's message says it.</summary>
internal sealed partial record LockHolder(int? ProcessId, string? Program)
{
    /// <summary>Null when the message is about something else.</summary>
    public static LockHolder? From(string message)
    {
        if (!message.Contains("Could not set lock on file", StringComparison.Ordinal)
            && !message.Contains("being used by another process", StringComparison.Ordinal))
        {
            return null;
        }

        var match = Holder().Match(message);
        return match.Success
            ? new LockHolder(int.Parse(match.Groups["pid"].Value, CultureInfo.InvariantCulture), match.Groups["program"].Value)
            : new LockHolder(null, null);
    }

    public override string ToString() => ProcessId is { } id
        ? string.Create(CultureInfo.InvariantCulture, $"process {id} ({CommandLine(id) ?? Program})")
        : "another process";

    /// <summary>Readable on Linux only, for processes of the same user; the program's path must do elsewhere.</summary>
    private static string? CommandLine(int processId)
    {
        try
        {
            var line = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/cmdline"))
                .Replace('\0', ' ')
                .Trim();
            return line switch
            {
                "" => null,
                { Length: > 80 } => line[..80] + "…",
                _ => line,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"lock is held in (?<program>.+?) \(PID (?<pid>\d+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Holder();
}
