using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>What processes left that are no longer there.</summary>
internal sealed partial class FileClaims
{
    /// <summary>A folder without owner is one that is being made, unless it is this old.</summary>
    private static readonly TimeSpan StaleAfter = TimeSpan.FromHours(1);

    /// <summary>Claims that processes left behind which are no longer there, oldest first.</summary>
    public IReadOnlyList<FileClaim> TakeOverAbandoned()
    {
        // Two processes that both find a claim abandoned must not both take it.
        using var takeover = FileLock.TryTake(Path.Combine(inbox.ClaimedFolder, ".takeover"), time);
        if (takeover is null)
        {
            return [];
        }

        List<FileClaim> claims = [.. Directory.EnumerateDirectories(inbox.ClaimedFolder)
            .OrderBy(folder => folder, StringComparer.Ordinal)
            .Select(TryTakeOver)
            .OfType<FileClaim>()];
        workers.Sweep(time);
        return claims;
    }

    private FileClaim? TryTakeOver(string folder)
    {
        try
        {
            return TakeOver(folder);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Its owner was alive after all and has just ended it.
            return null;
        }
    }

    private FileClaim? TakeOver(string folder)
    {
        if (LoadId.TryParse(Path.GetFileName(folder)) is not { } id)
        {
            return null;
        }

        var ownerFile = Path.Combine(folder, OwnerFile);
        if (!File.Exists(ownerFile))
        {
            var age = time.GetUtcNow() - Directory.GetLastWriteTimeUtc(folder);
            // Of the future: the clock was set back since.
            if (age.Duration() > StaleAfter && !Directory.EnumerateFiles(folder).Any(IsDrop))
            {
                Directory.Delete(folder, recursive: true);
            }

            return null;
        }

        var owner = File.ReadAllLines(ownerFile);
        if (owner.Length == 0 || workers.IsAlive(owner[0]))
        {
            return null;
        }

        var file = Directory.EnumerateFiles(folder).FirstOrDefault(IsDrop);
        if (file is null)
        {
            Directory.Delete(folder, recursive: true);
            return null;
        }

        var member = MemberNote.Read(folder);
        var name = member?.Name ?? Path.GetFileName(file);
        var claim = new FileClaim(inbox, id, folder, name, owner.Contains(AgainLine), owner.Contains(SidecarLine))
        {
            Member = member,
            Older = owner.Contains(OlderLine),
            Replay = ReplayNote.Read(folder),
        };
        WriteOwner(claim, workers.Worker);
        TakeLeftSidecar(claim);
        return IsPlain(claim) ? claim : null;
    }

    /// <summary>
    /// Between the look and the claim a file can be exchanged for a link, which would be followed. One that was has no
    /// content to be lost, and goes with its claim.
    /// </summary>
    private static bool IsPlain(FileClaim claim)
    {
        var isPlain = FileKinds.Of(claim.Path) is FileKind.Plain;
        if (!isPlain)
        {
            Directory.Delete(claim.Folder, recursive: true);
        }

        return isPlain;
    }

    /// <summary>
    /// The process may have ended between the file and its sidecar. One beside a new file of the same name may be the new
    /// file's.
    /// </summary>
    private static void TakeLeftSidecar(FileClaim claim)
    {
        var file = Path.Combine(claim.Inbox.Folder, claim.Name);
        if (claim is { HasSidecar: true, Member: null } && !File.Exists(claim.SidecarPath) && File.Exists(file + Sidecar.Ending) && !File.Exists(file))
        {
            File.Move(file + Sidecar.Ending, claim.SidecarPath, overwrite: true);
        }
    }

    /// <summary>Our own files in a claim's folder are hidden ones, and a hidden file is never claimed.</summary>
    private static bool IsDrop(string file) => Path.GetFileName(file)[0] != '.';
}
