namespace DataShare.Lake;

/// <summary>
/// Copies one state of a lake into a backup, while others commit. The caller copies the warehouse first: then each commit that it
/// has loaded is in the copy of the lake.
/// </summary>
public sealed class LakeBackup(LakeStore lake)
{
    /// <summary>The folder of the lake in a backup.</summary>
    public const string Folder = "lake/";

    /// <returns>The newest version of each copied table.</returns>
    public async ValueTask<IReadOnlyDictionary<string, long>> RunAsync(BackupFolder backup, CancellationToken cancellationToken)
    {
        var tables = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in lake.Tables())
        {
            try
            {
                if (await TableAsync(backup, table, cancellationToken) is >= 0 and var version)
                {
                    tables.Add(table.ToString(), version);
                }
            }
            catch (LakeCorruptException damage)
            {
                backup.KeepBefore(PathOf(lake.Layout.TableFolder(table)) + "/", LakeFinding.Of(damage));
                if (backup.VersionBefore(table) is { } version)
                {
                    tables.Add(table.ToString(), version);
                }
            }
        }

        // After the logs: a commit is written after everything that it names, so that is there.
        await FolderAsync(backup, lake.Layout.ContractsFolder, _ => null, mayVanish: false, cancellationToken);
        await FolderAsync(backup, lake.Layout.QuarantineRoot, _ => null, mayVanish: true, cancellationToken);
        await FolderAsync(backup, lake.Layout.RawRoot, RawStore.HashOf, mayVanish: false, cancellationToken);
        backup.KeepMissing(PathOf(lake.Layout.RawRoot) + "/", lake.Layout.RawRoot);
        return tables;
    }

    /// <summary>Copies the log up to its newest version now, and the parts that it names.</summary>
    private async ValueTask<long> TableAsync(BackupFolder backup, LakeTableId table, CancellationToken cancellationToken)
    {
        var log = new LogFolder(lake.Layout.TableFolder(table));
        var commits = new List<LakeCommit>();
        await foreach (var commit in lake.Table(table).CommitsAfterAsync(-1, cancellationToken))
        {
            commits.Add(commit);
        }

        foreach (var commit in commits)
        {
            foreach (var part in commit.Parts.Concat(commit.KeptParts ?? []))
            {
                await AddAsync(backup, part.Path, part.Hash, mayVanish: false, cancellationToken);
            }

            await AddAsync(backup, log.EntryFile(commit.Version), null, mayVanish: false, cancellationToken);
        }

        // Checkpoints are left out: the log has all of their content, and a later commit writes a new one.
        return commits.Count - 1;
    }

    private async ValueTask FolderAsync(
        BackupFolder backup, string folder, Func<string, ContentHash?> hash, bool mayVanish, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => !IsUnfinished(folder, f)).Order(StringComparer.Ordinal))
        {
            await AddAsync(backup, file, hash(file), mayVanish, cancellationToken);
        }
    }

    private ValueTask AddAsync(BackupFolder backup, string file, ContentHash? hash, bool mayVanish, CancellationToken cancellationToken) =>
        backup.AddAsync(PathOf(file), file, hash, mayVanish, cancellationToken);

    /// <summary>Temporary files, locks, and entries of the quarantine that do not have their name yet.</summary>
    private static bool IsUnfinished(string root, string file) =>
        (Path.GetFileName(file)[0] == '.' && !file.EndsWith(LakeLayout.HashExtension, StringComparison.Ordinal))
        || Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Split(Path.DirectorySeparatorChar).Any(name => name.Length > 1 && name[0] == '.');

    private string PathOf(string file) => BackupFolder.NameOf(Folder, lake.Layout.Root, file);
}
