using DataShare.Lake;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>
/// Backs up a workspace while others use it: the warehouse first, then the lake, which then has every commit that the warehouse has
/// loaded. Last come contracts, definitions and settings.
/// </summary>
internal sealed class BackupWorkspace(
    Workspace workspace, string inbox, EngineDescription engine, LakeStore lake, IWarehouse warehouse, TimeProvider time, StepBorder? border)
{
    public const string WarehouseFile = "warehouse.duckdb";
    public const string WorkspaceFolder = "workspace/";

    public async ValueTask<FinishedBackup> RunAsync(string folder, CancellationToken cancellationToken)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        Refuse(full);
        using var backup = await BackupFolder.OpenAsync(full, time, border, cancellationToken);
        var takenAt = time.GetUtcNow();
        var hasWarehouse = await warehouse.CopyAsync(backup.PlaceFor(WarehouseFile), cancellationToken);
        if (hasWarehouse)
        {
            await backup.AddMadeAsync(WarehouseFile, cancellationToken);
        }

        border?.Invoke("warehouse backed up");
        var tables = await new LakeBackup(lake).RunAsync(backup, cancellationToken);
        foreach (var file in Files())
        {
            await backup.AddAsync(BackupFolder.NameOf(WorkspaceFolder, workspace.Root, file), file, null, mayVanish: true, cancellationToken);
        }

        var manifest = await backup.CompleteAsync(engine.Name, tables, takenAt, cancellationToken);
        return new FinishedBackup(full, manifest, backup.Copied, backup.Findings, hasWarehouse);
    }

    /// <summary>The files of a workspace that people write.</summary>
    private IEnumerable<string> Files() => new[] { workspace.ContractsFolder, workspace.DefinitionsFolder }
        .Where(Directory.Exists)
        .SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories))
        .Append(Path.Combine(workspace.Root, Workspace.SettingsFile))
        .Where(File.Exists)
        .Order(StringComparer.Ordinal);

    /// <summary>Otherwise the backup would copy itself.</summary>
    private void Refuse(string folder)
    {
        foreach (var read in new[] { lake.Layout.Root, workspace.ContractsFolder, workspace.DefinitionsFolder, inbox }.Select(Path.GetFullPath))
        {
            if (folder == read || IsIn(folder, read) || IsIn(read, folder))
            {
                throw new BackupRefusedException($"The backup folder '{folder}' and '{read}' must not contain each other. Nothing was copied. Expected a folder elsewhere, best on another disk.");
            }
        }
    }

    private static bool IsIn(string path, string folder) => path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}

/// <param name="Copied">The files that this run has copied. The others were in the backup already.</param>
/// <param name="Findings">Damaged files of the lake.</param>
internal sealed record FinishedBackup(string Folder, BackupManifest Manifest, (int Files, long Bytes) Copied, IReadOnlyList<LakeFinding> Findings, bool HasWarehouse);
