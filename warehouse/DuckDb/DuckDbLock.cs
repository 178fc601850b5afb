using System.Globalization;
using System.Text.RegularExpressions;
using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>Reads the holder of the database file from DuckDB's message.</summary>
internal static partial class DuckDbLock
{
    /// <summary>Null if the message is about something else.</summary>
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
        // The command line of another user's process cannot be read.
        return holder.Command is null ? holder with { Command = match.Groups["program"].Value } : holder;
    }

    [GeneratedRegex(@"lock is held in (?<program>.+?) \(PID (?<pid>\d+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Holder();
}
