using System.Globalization;
using DataShare.Consumers;
using DataShare.Lake;
using DataShare.Warehouse;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary>
/// Restores a backup into a workspace without a lake and a warehouse. It copies everything under temporary names, compares every file
/// with its hash, and then renames it. It can be stopped anywhere and repeated.
/// </summary>
internal sealed class RestoreWorkspace
{
    /// <summary>The folder for the workspace's own files, before they get their names.</summary>
    private const string OwnFiles = ".restoring-files";

    private readonly string folder;
    private readonly StepBorder? border;

    public RestoreWorkspace(string folder, StepBorder? border) =>
        (this.folder, this.border) = (Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), border);

    /// <exception cref="BackupRefusedException">The workspace has a lake or a warehouse, or other settings than the backup needs.</exception>
    public async ValueTask<FinishedRestore> RunAsync(string backupFolder, CancellationToken cancellationToken)
    {
        var backup = await BackupSource.OpenAsync(backupFolder, cancellationToken);
        var isNew = await RestoreOwnFilesAsync(backup, cancellationToken);
        var workspace = Workspace.At(folder);
        var options = WorkspaceSettings.Read(workspace, null);
        var engine = Engines.All[options.Warehouse.Engine].Name;
        if (engine != backup.Manifest.Engine)
        {
            throw new BackupRefusedException(
                $"The backup is of a warehouse on {backup.Manifest.Engine}, but the settings of '{workspace.Root}' say {engine}. No data was restored. "
                + $"Set DataShare:Warehouse:Engine to {backup.Manifest.Engine}; after the restore, move it with: datashare move --to {engine.ToLowerInvariant()}");
        }

        await RestoreDataAsync(backup, options, cancellationToken);
        var hasWarehouse = backup.In(BackupWorkspace.WarehouseFile).Count > 0;
        IReadOnlyList<RestoredConsumer> consumers = hasWarehouse ? await TellAsync(workspace, cancellationToken) : [];
        RestoreMark.Remove(options.DataFolder);
        return new FinishedRestore(workspace, backup.Manifest, isNew, hasWarehouse, consumers);
    }

    /// <summary>Restores the files that people write, if the folder is no workspace. Contracts come last, because they make it one.</summary>
    private async ValueTask<bool> RestoreOwnFilesAsync(BackupSource backup, CancellationToken cancellationToken)
    {
        var copies = Path.Combine(folder, OwnFiles);
        var isBegun = Directory.Exists(copies);
        if (Workspace.Holds(folder) && !isBegun)
        {
            return false;
        }

        var names = backup.In(BackupWorkspace.WorkspaceFolder).Select(f => f.Path.Split('/')[1]).Distinct(StringComparer.Ordinal).OrderBy(n => n is "contracts" or "schemas").ToList();
        foreach (var there in names.Select(n => Path.Combine(folder, n)).Where(Path.Exists))
        {
            // An earlier try has found the folder without it.
            if (!isBegun)
            {
                throw new BackupRefusedException($"'{there}' exists already, but '{folder}' is no workspace. Nothing was restored. Choose a new folder.");
            }

            Delete(there);
        }

        Delete(copies);
        DurableFiles.CreateFolder(copies);
        await backup.CopyAsync(BackupWorkspace.WorkspaceFolder, copies, border, cancellationToken);
        border?.Invoke("own files restored");
        foreach (var name in names)
        {
            Directory.Move(Path.Combine(copies, name), Path.Combine(folder, name));
            border?.Invoke("own file named");
        }

        Directory.CreateDirectory(Path.Combine(folder, "data", "inbox"));
        await DurableFiles.FlushFolderAsync(folder, cancellationToken);
        Delete(copies);
        return true;
    }

    private async ValueTask RestoreDataAsync(BackupSource backup, DataShareOptions options, CancellationToken cancellationToken)
    {
        var (lake, database) = (WorkspaceSettings.Lake(options).Root, options.Warehouse.DatabaseFile);
        var (newLake, newDatabase) = (lake + ".restoring", database + ".restoring");
        var mark = new RestoreMark(Path.GetFullPath(backup.Folder), backup.Manifest.TakenAt);
        var found = RestoreMark.Find(options.DataFolder);

        // After a stop between the two names, the lake has its name and the warehouse does not.
        var isLakeNamed = found is not null && HasFiles(lake) && !Directory.Exists(newLake);
        if (found is not null && (found.Backup != mark.Backup || (isLakeNamed && found.TakenAt != mark.TakenAt)))
        {
            throw new BackupRefusedException(
                $"The restore of the backup '{found.Backup}' of {Minute.Of(found.TakenAt)} into '{options.DataFolder}' is not finished. Nothing was restored. "
                + $"Finish it with that backup, or delete '{lake}', '{newLake}', '{database}', '{newDatabase}' and '{RestoreMark.PathIn(options.DataFolder)}'.");
        }

        if (!isLakeNamed)
        {
            RefuseData(lake, backup.In(BackupWorkspace.WarehouseFile).Count > 0 && found is null ? database : null);
            await mark.WriteAsync(options.DataFolder, cancellationToken);
            border?.Invoke("restore marked");
            Delete(newLake);
            DurableFiles.CreateFolder(newLake);
            await backup.CopyAsync(LakeBackup.Folder, newLake, border, cancellationToken);
        }

        if (backup.In(BackupWorkspace.WarehouseFile) is [var copy] && !File.Exists(database))
        {
            File.Delete(newDatabase);
            await backup.CopyAsync(copy, newDatabase, cancellationToken);
            await DurableFiles.FlushFileAsync(newDatabase, cancellationToken);
        }

        border?.Invoke("files restored");
        if (!isLakeNamed)
        {
            Delete(lake);
            Directory.Move(newLake, lake);
            await DurableFiles.FlushFolderAsync(Path.GetDirectoryName(lake)!, cancellationToken);
            border?.Invoke("lake restored");
        }

        if (File.Exists(newDatabase))
        {
            File.Move(newDatabase, database, overwrite: true);
            await DurableFiles.FlushFolderAsync(Path.GetDirectoryName(database)!, cancellationToken);
            border?.Invoke("warehouse restored");
        }
    }

    /// <summary>
    /// Finds out where each consumer continues. If nobody knows what a consumer has received since the backup, because its folder
    /// has no record, the consumer is paused.
    /// </summary>
    private static async ValueTask<IReadOnlyList<RestoredConsumer>> TellAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var served = ServedWorkspace.Read(workspace, duringRestore: true);
        using var host = WorkspaceHost.ForCommand(served);
        var warehouse = host.Services.GetRequiredService<IWarehouse>();
        var records = host.Services.GetRequiredService<RecordedDeliveries>();
        var consumers = new List<RestoredConsumer>();
        foreach (var known in await warehouse.Ledger.ConsumersAsync(cancellationToken))
        {
            var definition = served.Consumers.Find(known.Consumer);
            var (hasRun, isOutside) = (known.Positions.Tables.Any() || known.LastRun is not null, definition is null || RecordedDeliveries.AreOf(definition));
            var recorded = definition is null ? null : await records.FindAsync(definition, cancellationToken);
            var isDoubtful = hasRun && isOutside && recorded is null;
            if (isDoubtful && known.Pause is null)
            {
                await warehouse.Runs.PauseAsync(
                    known.Consumer,
                    string.Create(CultureInfo.InvariantCulture, $"The warehouse was restored, and no record says what the consumer has received after {known.Positions}"),
                    cancellationToken);
            }

            consumers.Add(new RestoredConsumer(known.Consumer, known.Positions, recorded, known.Pause, isDoubtful));
        }

        return consumers;
    }

    /// <param name="database">Null if the backup has no warehouse, or an earlier try has begun.</param>
    private void RefuseData(string lake, string? database)
    {
        IReadOnlyList<string> files = database is null ? [] : [.. new[] { database, database + ".wal" }.Where(File.Exists)];
        if (files.FirstOrDefault(f => !f.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)) is { } outside)
        {
            throw new BackupRefusedException(
                $"The settings name the warehouse '{outside}', which exists outside '{folder}'. No data was restored. "
                + $"Set DataShare:Warehouse:DatabaseFile in '{Path.Combine(folder, Workspace.SettingsFile)}' to a new file, then run the same command again.");
        }

        IReadOnlyList<string> there = [.. HasFiles(lake) ? [lake] : Array.Empty<string>(), .. files];
        if (there.Count > 0)
        {
            var list = string.Join(" and ", there.Select(t => $"'{t}'"));
            throw new BackupRefusedException($"There is already data: {list}. No data was restored. Move {list} elsewhere, then run the same command again.");
        }
    }

    private static bool HasFiles(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any();

    private static void Delete(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else if (File.Exists(path))
        {
            File.Delete(path);
        }
    }
}

/// <param name="IsNew">Whether contracts, definitions and settings were restored too.</param>
/// <param name="HasWarehouse">Whether the warehouse was restored too.</param>
internal sealed record FinishedRestore(
    Workspace Workspace, BackupManifest Manifest, bool IsNew, bool HasWarehouse, IReadOnlyList<RestoredConsumer> Consumers);

/// <param name="Positions">Its positions in the restored warehouse.</param>
/// <param name="Recorded">The positions that the folder of its files records; null if there is no readable record.</param>
/// <param name="Before">The pause that it had when the backup was made.</param>
/// <param name="IsDoubtful">Whether nobody knows what it has received since. Then it is paused.</param>
internal sealed record RestoredConsumer(string Consumer, LakePositions Positions, LakePositions? Recorded, ConsumerPause? Before, bool IsDoubtful)
{
    /// <summary>Whether its folder has received rows that the restored warehouse does not know of.</summary>
    public bool IsAhead => Recorded is not null && Recorded.Tables.Any(t => Recorded.Of(t) > (Positions.Of(t) ?? -1));
}
