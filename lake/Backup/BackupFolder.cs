using System.Globalization;
using System.Text.RegularExpressions;

namespace DataShare.Lake;

/// <summary>
/// The folder of a backup, while one process adds to it. A run copies only files that are new or have changed. The state of the
/// run before stays whole until <see cref="CompleteAsync"/> replaces it. After a stop, run it again.
/// </summary>
public sealed partial class BackupFolder : IDisposable
{
    /// <summary>Locked by the process that adds to the backup. It also marks the folder as one of a backup.</summary>
    private const string LockFile = ".datashare-backup";

    private readonly string folder;
    private readonly FileLock held;
    private readonly BackupManifest? before;
    private readonly Dictionary<string, BackupFile> known;
    private readonly List<(BackupFile File, string Source, bool MayVanish)> added = [];
    private readonly List<string> copied = [];
    private readonly List<LakeFinding> findings = [];
    private readonly StepBorder? border;

    private BackupFolder(string folder, FileLock held, BackupManifest? before, StepBorder? border)
    {
        (this.folder, this.held, this.before, this.border) = (folder, held, before, border);
        known = (before?.Files ?? []).ToDictionary(f => f.Path, StringComparer.Ordinal);
        Run = (before?.Run ?? 0) + 1;
    }

    public int Run { get; }

    /// <summary>The number and the bytes of the files that this run has copied.</summary>
    public (int Files, long Bytes) Copied { get; private set; }

    /// <summary>Damaged and missing files. The backup has their earlier copy, or none.</summary>
    public IReadOnlyList<LakeFinding> Findings => findings;

    /// <summary>Creates the folder, which only this user can read, or takes up the backup in it.</summary>
    /// <exception cref="BackupRefusedException">The folder has other files.</exception>
    /// <exception cref="IOException">Another process is using it.</exception>
    public static async ValueTask<BackupFolder> OpenAsync(string folder, TimeProvider time, StepBorder? border, CancellationToken cancellationToken)
    {
        var isBackup = File.Exists(Path.Combine(folder, LockFile)) || File.Exists(Path.Combine(folder, BackupManifest.FileName));
        if (!isBackup && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new BackupRefusedException($"'{folder}' has files that are not a backup. Nothing was copied. Expected an empty or new folder, or the folder of an earlier backup.");
        }

        if (!Directory.Exists(folder))
        {
            DurableFiles.CreateFolder(Path.GetDirectoryName(Path.GetFullPath(folder))!);
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        var held = FileLock.TryTake(Path.Combine(folder, LockFile), time)
            ?? throw new IOException($"Another process is backing up into '{folder}'. Nothing was copied. Try again when it is done.");
        try
        {
            return new BackupFolder(folder, held, await BackupManifest.TryReadAsync(folder, cancellationToken), border);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The name of a file in a backup.</summary>
    /// <param name="prefix">The folder in the backup, with '/' at its end.</param>
    /// <param name="root">The folder that is copied there.</param>
    public static string NameOf(string prefix, string root, string file) =>
        prefix + Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>The version of a table in the run before; null if it had none.</summary>
    public long? VersionBefore(LakeTableId table) => before?.Tables.TryGetValue(table.ToString(), out var version) is true ? version : null;

    /// <summary>The place for a file that this run makes itself. Add it afterwards with <see cref="AddMadeAsync"/>.</summary>
    public string PlaceFor(string path)
    {
        var place = Full(Stored(path));
        DurableFiles.CreateFolder(Path.GetDirectoryName(place)!);
        File.Delete(place);
        return place;
    }

    /// <summary>Adds a file that was written to its place.</summary>
    public async ValueTask AddMadeAsync(string path, CancellationToken cancellationToken)
    {
        var place = Full(Stored(path));
        Add(path, place, FactsOf(place), await FileHash.OfAsync(place, cancellationToken), mayVanish: false);
        Count(place);
    }

    /// <summary>Adds a file as it is now. Its copy is made only if the backup does not have it yet.</summary>
    /// <param name="path">The name in the backup, with '/' between folders.</param>
    /// <param name="expected">The hash that the file must have; null if it is unknown.</param>
    /// <param name="mayVanish">Whether others may remove the file at any time, which is no damage.</param>
    public async ValueTask AddAsync(string path, string source, ContentHash? expected, bool mayVanish, CancellationToken cancellationToken)
    {
        try
        {
            if (!IsUnchanged(path, source, expected))
            {
                await CopyAsync(path, source, expected, mayVanish, cancellationToken);
            }
            else
            {
                added.Add((known[path], source, mayVanish));
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            if (!mayVanish)
            {
                Report(path, source, "it is missing");
            }
        }
    }

    /// <summary>Keeps the copies of files that must not be missing, but are, and reports them.</summary>
    /// <param name="prefix">The folder in the backup.</param>
    /// <param name="source">The folder that was copied.</param>
    public void KeepMissing(string prefix, string source)
    {
        foreach (var file in known.Values.Where(f => f.Path.StartsWith(prefix, StringComparison.Ordinal)).ExceptBy(added.Select(a => a.File.Path), f => f.Path).ToList())
        {
            Report(file.Path, Path.Combine(source, file.Path[prefix.Length..]), "it is missing");
        }
    }

    /// <summary>Keeps the files of a folder as the run before has them, because they cannot be read now.</summary>
    public void KeepBefore(string prefix, LakeFinding finding)
    {
        findings.Add(finding);
        added.AddRange(known.Values.Where(f => f.Path.StartsWith(prefix, StringComparison.Ordinal)).Select(f => (f, Full(f.Stored), false)));
    }

    /// <summary>Makes the added files the state of the backup, and removes the files that it no longer has.</summary>
    /// <exception cref="BackupRefusedException">The lake has less than the backup. The backup was not changed.</exception>
    public async ValueTask<BackupManifest> CompleteAsync(
        string engine, IReadOnlyDictionary<string, long> tables, DateTimeOffset takenAt, CancellationToken cancellationToken)
    {
        RefuseLess(tables);
        await DurableFiles.FlushAsync(copied, cancellationToken);
        // If others removed a file during the run, the files that belong to it may be missing here. So it is left out.
        var files = added.Where(a => !a.MayVanish || File.Exists(a.Source)).Select(a => a.File).OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
        var manifest = new BackupManifest(BackupManifest.CurrentFormat, Run, takenAt, engine, tables, files);
        border?.Invoke("backup copied");
        await manifest.WriteAsync(folder, cancellationToken);
        border?.Invoke("backup listed");
        Prune(files);
        return manifest;
    }

    public void Dispose() => held.Dispose();

    /// <summary>After the lake was lost, a run must not replace the only copy of it.</summary>
    private void RefuseLess(IReadOnlyDictionary<string, long> tables)
    {
        foreach (var (table, version) in before?.Tables ?? new Dictionary<string, long>())
        {
            var now = tables.TryGetValue(table, out var found) ? found : -1;
            if (now < version)
            {
                throw new BackupRefusedException(
                    string.Create(CultureInfo.InvariantCulture, $"The backup has {table} up to lake version {version}, but the lake has {(now < 0 ? "nothing of it" : $"it only up to {now}")}: it was emptied, or restored from an older copy. ")
                    + "The backup was not changed. Restore the lake from it; or back up into another folder.");
            }
        }
    }

    private bool IsUnchanged(string path, string source, ContentHash? expected) =>
        known.TryGetValue(path, out var file)
        && new FileInfo(source) is { Exists: true } now
        && now.Length == file.Bytes
        && now.LastWriteTimeUtc == file.ModifiedAt
        && (expected is not { } hash || hash.Value == file.Sha256)
        && new FileInfo(Full(file.Stored)) is { Exists: true } stored
        && stored.Length == file.Bytes;

    private async Task CopyAsync(string path, string source, ContentHash? expected, bool mayVanish, CancellationToken cancellationToken)
    {
        var place = Full(Stored(path));
        var facts = FactsOf(source);
        // A run that was stopped may have copied it. Only bytes with a known hash show that.
        if (expected is null || !File.Exists(place) || await FileHash.OfAsync(place, cancellationToken) != expected)
        {
            DurableFiles.CreateFolder(Path.GetDirectoryName(place)!);
            var temporary = DurableFiles.TemporaryBeside(place);
            try
            {
                var hash = await DurableFiles.CopyAsync(source, temporary, cancellationToken);
                if (expected is not null && hash != expected)
                {
                    Report(path, source, $"its SHA-256 is {hash}, expected {expected}");
                    return;
                }

                expected = hash;
                File.Move(temporary, place, overwrite: true);
            }
            finally
            {
                File.Delete(temporary);
            }
        }

        Add(path, source, facts, expected.Value, mayVanish);
        Count(place);
        border?.Invoke("file backed up");
    }

    /// <summary>Read before the file is copied: if it changes meanwhile, the next run copies it again.</summary>
    private static (DateTime ModifiedAt, int? Mode) FactsOf(string file) =>
        (File.GetLastWriteTimeUtc(file), OperatingSystem.IsWindows() ? null : (int)File.GetUnixFileMode(file));

    private void Add(string path, string source, (DateTime ModifiedAt, int? Mode) facts, ContentHash hash, bool mayVanish)
    {
        var place = new FileInfo(Full(Stored(path)));
        added.Add((new BackupFile(path, Stored(path), place.Length, hash.Value, facts.ModifiedAt, facts.Mode), source, mayVanish));
    }

    private void Count(string place)
    {
        copied.Add(place);
        Copied = (Copied.Files + 1, Copied.Bytes + new FileInfo(place).Length);
    }

    /// <summary>Reports a damaged file. If the run before has it, its copy stays.</summary>
    private void Report(string path, string source, string found)
    {
        var isKept = known.TryGetValue(path, out var file) && File.Exists(Full(file.Stored));
        if (isKept)
        {
            added.Add((file!, Full(file!.Stored), false));
        }

        findings.Add(new LakeFinding(source, found, isKept ? $"The backup keeps its earlier copy: '{Full(file!.Stored)}'." : "The backup does not have it. See the damage with: datashare verify", Remedy.Backup));
    }

    private string Stored(string path) => string.Create(CultureInfo.InvariantCulture, $"{Run:D6}/{path}");

    private string Full(string stored) => Path.Combine(folder, stored);

    private void Prune(List<BackupFile> files)
    {
        var kept = files.Select(f => Path.GetFullPath(Full(f.Stored))).ToHashSet(StringComparer.Ordinal);
        foreach (var run in Directory.EnumerateDirectories(folder).Where(f => RunFolder().IsMatch(Path.GetFileName(f))))
        {
            foreach (var file in Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories).Where(f => !kept.Contains(Path.GetFullPath(f))))
            {
                File.Delete(file);
            }

            // The deepest first.
            foreach (var empty in Directory.EnumerateDirectories(run, "*", SearchOption.AllDirectories).Append(run).OrderByDescending(d => d.Length).Where(d => !Directory.EnumerateFileSystemEntries(d).Any()))
            {
                Directory.Delete(empty);
            }
        }
    }

    [GeneratedRegex("^[0-9]{6,}$")]
    private static partial Regex RunFolder();
}

/// <summary>A backup cannot be made there, or not be restored there. Nothing was changed.</summary>
public sealed class BackupRefusedException(string message) : Exception(message);
