using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>The holder of a lock, as far as it is known.</summary>
/// <param name="Host">The host of the process; null for this host.</param>
/// <param name="Since">By the holder's clock.</param>
public sealed record LockHolder(int? ProcessId, string? Host, string? Command, DateTimeOffset? Since)
{
    private const int LongestCommand = 80;

    internal static LockHolder This(TimeProvider time) =>
        new(Environment.ProcessId, Environment.MachineName, OfProcess(Environment.ProcessId).Command, time.GetUtcNow());

    /// <summary>A process of this machine.</summary>
    public static LockHolder OfProcess(int processId) => new(processId, null, CommandOf(processId), null);

    /// <summary>
    /// The holder of a locked file: the process that the system names, otherwise the one that signed the file. The signature
    /// may be wrong: if its process was killed, it is still there when another program locks the file.
    /// </summary>
    internal static LockHolder Of(string path)
    {
        var signed = Signed(path);
        return SystemLocks.HolderOf(path) is { } holder && holder != signed?.ProcessId
            ? OfProcess(holder)
            : signed ?? new LockHolder(null, null, null, null);
    }

    /// <summary>
    /// The text for messages: <c>process 4711 (datashare run) on alpha since 2026-01-31 10:02:11Z</c>.
    /// </summary>
    public override string ToString()
    {
        if (ProcessId is not { } id)
        {
            return "another process";
        }

        var command = Command is null ? "" : $" ({Command})";
        var host = Host is null || Host == Environment.MachineName ? "" : $" on {Host}";
        var since = Since is { } time ? string.Create(CultureInfo.InvariantCulture, $" since {time.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z") : "";
        return string.Create(CultureInfo.InvariantCulture, $"process {id}{command}{host}{since}");
    }

    private static LockHolder? Signed(string path)
    {
        try
        {
            var note = UnlockedRead.Bytes(path);
            return note.Length == 0 ? null : JsonSerializer.Deserialize(note, LockHolderJson.Default.LockHolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The command line, which only Linux shows. Null if it is only the program's name, which is always the same.</summary>
    private static string? CommandOf(int processId)
    {
        try
        {
            var words = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                return null;
            }

            var line = PrintableText.Of(string.Join(' ', [Path.GetFileName(words[0]), .. words[1..]]));
            return line.Length > LongestCommand ? line[..LongestCommand] + "…" : line;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LockHolder))]
internal sealed partial class LockHolderJson : JsonSerializerContext;
