using System.Text.Json;
using DataShare.Lake;

namespace DataShare.Jobs;

/// <summary>
/// The mark of a restore that is under way, in the data folder. While it is there, commands refuse to work with the half-restored
/// data.
/// </summary>
/// <param name="Backup">The folder of the backup.</param>
/// <param name="TakenAt">The time of the backup's state.</param>
internal sealed record RestoreMark(string Backup, DateTimeOffset TakenAt)
{
    /// <summary>Null if no restore is under way.</summary>
    public static RestoreMark? Find(string dataFolder) =>
        File.Exists(PathIn(dataFolder)) ? JsonSerializer.Deserialize<RestoreMark>(File.ReadAllBytes(PathIn(dataFolder))) : null;

    public async ValueTask WriteAsync(string dataFolder, CancellationToken cancellationToken)
    {
        DurableFiles.CreateFolder(dataFolder);
        await DurableFiles.WriteAtomicallyAsync(PathIn(dataFolder), JsonSerializer.SerializeToUtf8Bytes(this), cancellationToken);
    }

    public static void Remove(string dataFolder) => File.Delete(PathIn(dataFolder));

    /// <exception cref="UsageException">A restore is under way, or was stopped.</exception>
    public static void Refuse(string dataFolder, Workspace workspace)
    {
        if (Find(dataFolder) is { } mark)
        {
            throw new UsageException(
                $"A restore into '{dataFolder}' is not finished. Nothing was done. "
                + $"If it is not running, finish it with: datashare restore {Workspace.Quote(mark.Backup)} {Workspace.Quote(workspace.Root)}");
        }
    }

    public static string PathIn(string dataFolder) => Path.Combine(dataFolder, ".restoring");
}
