using System.Globalization;
using System.Text.RegularExpressions;
using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>Who has the database file, as DuckDB's message says it.</summary>
internal static partial class DuckDbLock
{
    /// <summary>Null when the message is about something else.</summary>
    public static LockHolder? HolderIn(string message)
    {
        if (!message.Contains("Could not set lock on file", StringComparison.Ordinal)
            && !message.Contains("being used by another process", StringComparison.Ordinal))
        {
            return null;
        }

        var match = Holder().Match(message);
        if (!match.Success)
        {
            return new LockHolder(null, null, null, null);
        }

        var holder = LockHolder.OfProcess(int.Parse(match.Groups["pid"].Value, CultureInfo.InvariantCulture));
        // Of another user the command cannot be read.
        return holder.Command is null ? holder with { Command = match.Groups["program"].Value } : holder;
    }

    [GeneratedRegex(@"lock is held in (?<program>.+?) \(PID (?<pid>\d+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Holder();
}
