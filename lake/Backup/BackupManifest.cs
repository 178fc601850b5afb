using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataShare.Lake;

/// <summary>
/// The content of a backup, in its file <c>backup.json</c>. It is replaced in one step at the end of each run, so a backup has one
/// whole state at any time.
/// </summary>
/// <param name="Format">The number of this format.</param>
/// <param name="Run">Counts the runs of the backup from 1. The files that a run has copied are in a folder of this number.</param>
/// <param name="Engine">The engine of the warehouse. Only the embedded one has its file in the backup.</param>
/// <param name="Tables">The newest version of each table of the lake.</param>
public sealed record BackupManifest(
    int Format, int Run, DateTimeOffset TakenAt, string Engine, IReadOnlyDictionary<string, long> Tables, IReadOnlyList<BackupFile> Files)
{
    public const string FileName = "backup.json";

    internal const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    [JsonIgnore]
    public long Bytes => Files.Sum(f => f.Bytes);

    /// <exception cref="BackupRefusedException">The folder has no complete backup.</exception>
    /// <exception cref="LakeCorruptException">The list is damaged, or of a newer program.</exception>
    public static async ValueTask<BackupManifest> ReadAsync(string folder, CancellationToken cancellationToken) =>
        await TryReadAsync(folder, cancellationToken) ?? throw new BackupRefusedException(
            $"'{folder}' has no complete backup: there is no '{FileName}'. Nothing was restored. Name the folder that was given to 'datashare backup'.");

    /// <returns>Null if the folder has no complete backup.</returns>
    internal static async ValueTask<BackupManifest?> TryReadAsync(string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            var manifest = JsonSerializer.Deserialize<BackupManifest>(await File.ReadAllBytesAsync(file, cancellationToken), Json);
            return manifest is { Files: not null, Tables: not null }
                ? manifest.Format == CurrentFormat
                    ? manifest
                    : throw new LakeCorruptException(file, FormattableString.Invariant($"its format is {manifest.Format}, expected {CurrentFormat}"), "Use the program that made it, or a newer one.")
                : throw new LakeCorruptException(file, "it has no list of files", "Use another backup.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new LakeCorruptException(file, $"it is not JSON: {e.Message}", "Use another backup.", e);
        }
    }

    internal async ValueTask WriteAsync(string folder, CancellationToken cancellationToken) => await DurableFiles.WriteAtomicallyAsync(
        Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, Json), cancellationToken);
}

/// <summary>A file of a backup.</summary>
/// <param name="Path">The name of the file in the state that was backed up, with '/' between folders: <c>lake/raw/orders/ab/…</c>.</param>
/// <param name="Stored">The place in the backup's folder.</param>
/// <param name="ModifiedAt">The time of the original's last change.</param>
/// <param name="Mode">The original's permissions on Unix; null on Windows.</param>
public sealed record BackupFile(string Path, string Stored, long Bytes, string Sha256, DateTime ModifiedAt, int? Mode);
