using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace DataShare.Lake;

/// <summary>
/// The <c>_delta_log</c> of a table. Entries are opened by number, because a listing would cost more with every commit.
/// </summary>
internal sealed class LogFolder(string tableFolder)
{
    public const string FolderName = "_delta_log";

    public string Folder { get; } = System.IO.Path.Combine(tableFolder, FolderName);

    public string TableFolder => tableFolder;

    public string EntryFile(long version) => System.IO.Path.Combine(Folder, Number(version) + ".json");

    public string CheckpointFile(long version) => System.IO.Path.Combine(Folder, Number(version) + ".checkpoint.parquet");

    public string LastCheckpointFile => System.IO.Path.Combine(Folder, "_last_checkpoint");

    public bool Has(long version) => File.Exists(EntryFile(version));

    /// <summary>Null if there is no such entry yet.</summary>
    /// <exception cref="LakeCorruptException">The entry cannot be read, or is missing although a later one exists.</exception>
    public async ValueTask<LogEntry?> TryReadAsync(long version, CancellationToken cancellationToken)
    {
        var file = EntryFile(version);
        try
        {
            // Checked first, because a poll usually finds nothing, and an exception costs more.
            if (File.Exists(file))
            {
                return Parse(file, version, await File.ReadAllBytesAsync(file, cancellationToken));
            }
        }
        catch (FileNotFoundException)
        {
            // The file was removed between the two calls. The check below decides whether that is damage.
        }

        // Checked again, because both entries may have been committed between the two checks.
        if (Has(version + 1) && !File.Exists(file))
        {
            throw Missing(version);
        }

        return null;
    }

    public LakeCorruptException Missing(long version) => new(
        EntryFile(version),
        "it is missing, but later entries exist",
        "Restore the file from a backup of the lake; without it, the parts of the table are unknown.");

    private static LogEntry Parse(string file, long version, byte[] bytes)
    {
        if (EntrySeal.Difference(bytes) is var (found, expected))
        {
            throw Damaged(file, $"its bytes have changed since it was written: their SHA-256 is {found}, expected {expected}", null);
        }

        var lines = new List<LogLine>();
        var number = 0;
        foreach (var range in bytes.AsSpan().Split((byte)'\n'))
        {
            number++;
            var line = bytes.AsSpan(range).Trim(" \r\t"u8);
            if (line.IsEmpty)
            {
                continue;
            }

            try
            {
                lines.Add(JsonSerializer.Deserialize(line, DeltaJson.Lines.LogLine) ?? throw new JsonException("it is null"));
            }
            catch (JsonException e)
            {
                throw Damaged(file, $"line {number} is not an action: {e.Message}", e);
            }
        }

        return lines.Count > 0
            ? new LogEntry(version, file, Convert.ToHexStringLower(SHA256.HashData(bytes)), lines)
            : throw Damaged(file, "it contains no action", null);
    }

    public static LakeCorruptException Damaged(string file, string found, Exception? inner) =>
        new(file, found, "Restore the file from a backup of the lake.", inner);

    private static string Number(long version) => version.ToString("D20", CultureInfo.InvariantCulture);
}
