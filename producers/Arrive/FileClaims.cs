using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>
/// The claims of one process on one inbox. A claim names its worker, and the worker holds a lock for as long as it
/// lives: claims of a worker without a lock are abandoned, and whoever comes next takes them over under the same
/// load id, so that what was half done is finished and not done twice.
/// </summary>
internal sealed partial class FileClaims : IDisposable
{
    internal const string OwnerFile = ".owner";
    private const string AgainLine = "again";
    private const string OlderLine = "older";
    private const string SidecarLine = "sidecar";

    /// <summary>A hidden name until the file is whole: half a copy must not look like a claimed file.</summary>
    private const string Copying = ".copying";

    /// <summary>The marker's name in the claim, before its ending. The marker goes back to the inbox together with its file.</summary>
    private const string Marker = ".marker";

    private readonly DatasetInbox inbox;
    private readonly LoadIdSource ids;
    private readonly TimeProvider time;
    private readonly StepBorder? border;
    private readonly WorkerLock workers;

    /// <param name="border">Called after each step; for tests that stop there.</param>
    public FileClaims(DatasetInbox inbox, LoadIdSource ids, TimeProvider time, StepBorder? border = null)
    {
        (this.inbox, this.ids, this.time, this.border) = (inbox, ids, time, border);
        Directory.CreateDirectory(inbox.ClaimedFolder);
        workers = WorkerLock.Take(inbox.ClaimedFolder, ids, time);
    }

    /// <summary>Moves a dropped file, and its sidecar, into a claim of its own. Null when another process was quicker.</summary>
    /// <param name="marker">The marker that goes with it, or null.</param>
    /// <exception cref="IOException">It cannot be moved, or is no file any more; nothing was taken.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be moved; nothing was taken.</exception>
    public FileClaim? Claim(FileInfo file, string? marker, IngestOptions wanted)
    {
        var sidecar = file.FullName + Sidecar.Ending;
        var claim = Begin(file.Name, wanted, File.Exists(sidecar));
        border?.Invoke("claim begun");
        try
        {
            // The file first: whoever gets it gets the sidecar, and the owner's note tells the next that there is one.
            File.Move(file.FullName, claim.Path, overwrite: true);
        }
        catch (FileNotFoundException)
        {
            Directory.Delete(claim.Folder, recursive: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Directory.Delete(claim.Folder, recursive: true);
            throw;
        }

        border?.Invoke("file claimed");
        if (!IsPlain(claim))
        {
            throw new IOException("the file was replaced by a link or a pipe, which was removed");
        }

        if (claim.HasSidecar && File.Exists(sidecar))
        {
            File.Move(sidecar, claim.SidecarPath, overwrite: true);
            border?.Invoke("sidecar claimed");
        }

        if (marker is not null && File.Exists(marker))
        {
            File.Move(marker, Path.Combine(claim.Folder, Marker + marker[file.FullName.Length..]), overwrite: true);
        }

        return claim;
    }

    /// <summary>Copies a file that stays where it is into a claim.</summary>
    public async Task<FileClaim> CopyAsync(string file, IngestOptions wanted, CancellationToken cancellationToken)
    {
        var sidecar = file + Sidecar.Ending;
        ThrowIfNotWhole(file);
        var before = FileStamp.Of(file);
        var claim = Begin(Path.GetFileName(file), wanted, File.Exists(sidecar));
        var partial = Path.Combine(claim.Folder, Copying);
        try
        {
            await using (var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, useAsync: false))
            await using (var target = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20))
            {
                await source.CopyToAsync(target, 1 << 20, cancellationToken);
            }

            if (!FileStamp.Of(file).IsWrittenAs(before))
            {
                throw new IOException($"'{file}' changed while it was copied: somebody is still writing it. Nothing was ingested; try again when it is complete.");
            }

            if (claim.HasSidecar)
            {
                File.Copy(sidecar, claim.SidecarPath, overwrite: true);
            }

            File.SetLastWriteTimeUtc(partial, File.GetLastWriteTimeUtc(file));
            border?.Invoke("file copied");
            File.Move(partial, claim.Path, overwrite: true);
            return claim;
        }
        catch
        {
            Directory.Delete(claim.Folder, recursive: true);
            throw;
        }
    }

    /// <summary>Claims a file that is replayed.</summary>
    /// <param name="sidecar">Where the file's sidecar is, or null.</param>
    /// <param name="put">Writes it to the path given, in the claim's folder; what it writes beside it is hidden.</param>
    public async Task<FileClaim> ReplayAsync(string name, string? sidecar, ReplayNote note, Func<string, Task> put)
    {
        var member = name.Contains('/') ? new MemberNote(name, null) : null;
        var claim = Begin(name, new IngestOptions(Older: note.Older), sidecar is not null) with { Replay = note, Member = member };
        try
        {
            note.Write(claim.Folder);
            member?.Write(claim.Folder);
            if (sidecar is not null)
            {
                File.Copy(sidecar, claim.SidecarPath);
            }

            // The file last, as a whole: without it the next run sees that nothing was begun.
            var partial = Path.Combine(claim.Folder, Copying);
            await put(partial);
            border?.Invoke("replay begun");
            File.Move(partial, claim.Path, overwrite: true);
            return claim;
        }
        catch
        {
            Directory.Delete(claim.Folder, recursive: true);
            throw;
        }
    }

    /// <summary>
    /// Moves an unpacked member of an archive, and its sidecar, into a claim of its own, which has the archive's owner. What
    /// an earlier run left of this claim is thrown away: the member is the same.
    /// </summary>
    /// <param name="identity">The archive's.</param>
    /// <param name="number">Of the member, from 1: its load id is made of it and the archive's.</param>
    public static FileClaim ClaimMember(FileClaim archive, string identity, int number, UnpackedMember member)
    {
        var id = archive.LoadId.Member(number);
        var folder = Path.Combine(archive.Inbox.ClaimedFolder, id.Value);
        DeleteFolder(folder);
        Directory.CreateDirectory(folder);
        var note = new MemberNote(member.Name, member.SidecarName, identity);
        var claim = new FileClaim(archive.Inbox, id, folder, member.Name, archive.Again, member.SidecarPath is not null) { Member = note, Older = archive.Older };
        WriteOwner(claim, File.ReadLines(Path.Combine(archive.Folder, OwnerFile)).First());
        note.Write(folder);
        if (member.SidecarPath is not null)
        {
            File.Move(member.SidecarPath, claim.SidecarPath, overwrite: true);
        }

        // A member's own time may be of any zone, or none.
        File.SetLastWriteTimeUtc(member.Path, FileStamp.Of(archive.Path).WrittenTime.UtcDateTime);
        File.Move(member.Path, claim.Path, overwrite: true);
        return claim;
    }

    public void Dispose() => workers.Dispose();

    /// <summary>A link that somebody names is followed; a pipe or a device might have no end.</summary>
    private static void ThrowIfNoFile(string file)
    {
        if (FileKinds.Of(file, followLinks: true) is not (FileKind.Plain or FileKind.Missing) and var kind)
        {
            throw new IOException($"'{file}' is {kind.Words()}, not a file. Nothing was ingested.");
        }
    }

    /// <summary>Looks at a file that somebody names, and at its sidecar.</summary>
    /// <exception cref="IOException">One is no file, or somebody has it open for writing; nothing was taken.</exception>
    public static void ThrowIfNotWhole(string file)
    {
        ThrowIfNoFile(file);
        ThrowIfOpen(file);
        if (File.Exists(file + Sidecar.Ending))
        {
            ThrowIfNoFile(file + Sidecar.Ending);
            ThrowIfOpen(file + Sidecar.Ending);
        }
    }

    /// <exception cref="IOException">Somebody has it open for writing; nothing was taken.</exception>
    public static void ThrowIfOpen(string file)
    {
        if (new FileWriters().Of(file) is { State: WriterState.Somebody, Who: var who })
        {
            throw new IOException($"'{file}' is still open for writing by {who}. Nothing was ingested; try again when it is closed.");
        }
    }

    private FileClaim Begin(string name, IngestOptions wanted, bool hasSidecar)
    {
        var id = ids.Next();
        var claim = new FileClaim(inbox, id, Path.Combine(inbox.ClaimedFolder, id.Value), name, wanted.Again, hasSidecar) { Older = wanted.Older };
        Directory.CreateDirectory(claim.Folder);
        WriteOwner(claim, workers.Worker);
        return claim;
    }

    private static void WriteOwner(FileClaim claim, string worker)
    {
        string[] lines = [worker, .. claim.Again ? [AgainLine] : Array.Empty<string>(), .. claim.Older ? [OlderLine] : Array.Empty<string>(), .. claim.HasSidecar ? [SidecarLine] : Array.Empty<string>()];
        // Renamed into place: a reader sees the old owner or the new one, never an empty file.
        var next = Path.Combine(claim.Folder, OwnerFile + ".next");
        File.WriteAllLines(next, lines);
        File.Move(next, Path.Combine(claim.Folder, OwnerFile), overwrite: true);
    }

    private static void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
