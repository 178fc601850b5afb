using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>How a claim ends.</summary>
internal sealed partial class FileClaims
{
    /// <summary>Releases the claims of an archive and of those of its members that have no outcome yet.</summary>
    public static void ReleaseAll(FileClaim archive)
    {
        var last = archive.LoadId.Member(LoadId.MostMembers);
        foreach (var folder in Directory.GetDirectories(archive.Inbox.ClaimedFolder))
        {
            if (LoadId.TryParse(Path.GetFileName(folder)) is { } id && id > archive.LoadId && id <= last)
            {
                DeleteFolder(folder);
            }
        }

        Release(archive);
    }

    /// <summary>Releases a claim whose file has its outcome.</summary>
    public static void Release(FileClaim claim, StepBorder? border = null)
    {
        // The file before its owner: a process that ends in between leaves a claim that is seen to be done with.
        File.Delete(claim.Path);
        border?.Invoke("claim emptied");
        Directory.Delete(claim.Folder, recursive: true);
    }

    /// <summary>Gives the file back to the inbox, with its sidecar and its marker, under a name that is free.</summary>
    /// <param name="isKept">Whether its bytes are kept under a second name of the same file: then a copy goes back.</param>
    public static void PutBack(FileClaim claim, bool isKept = false, StepBorder? border = null)
    {
        if (isKept)
        {
            Unshare(claim);
        }

        var folder = claim.Inbox.Folder;
        var second = Path.Combine(folder, SafeFileName.Of($"{claim.LoadId}-{claim.InboxName}"));
        if (!TryPutBack(claim, Path.Combine(folder, claim.InboxName)) && !TryPutBack(claim, second))
        {
            throw new IOException($"'{claim.Path}' cannot go back to the inbox: '{second}' already exists. It stays claimed; move one of them elsewhere.");
        }

        border?.Invoke("put back");
        Release(claim, border);
    }

    private static bool TryPutBack(FileClaim claim, string place)
    {
        var sidecar = place + Sidecar.Ending;
        var hasSidecar = claim.HasSidecar && File.Exists(claim.SidecarPath);
        // The sidecar first: nobody must find the file without it.
        if (hasSidecar && !DurableFiles.TryLinkOrMove(claim.SidecarPath, sidecar))
        {
            return false;
        }

        if (DurableFiles.TryLinkOrMove(claim.Path, place))
        {
            PutBackMarker(claim, place);
            return true;
        }

        if (hasSidecar && File.Exists(claim.SidecarPath))
        {
            File.Delete(sidecar);
        }
        else if (hasSidecar)
        {
            File.Move(sidecar, claim.SidecarPath, overwrite: true);
        }

        return false;
    }

    /// <summary>What is kept must not be written through the inbox.</summary>
    private static void Unshare(FileClaim claim)
    {
        var copy = Path.Combine(claim.Folder, Copying);
        File.Copy(claim.Path, copy, overwrite: true);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(copy, File.GetUnixFileMode(copy) | UnixFileMode.UserWrite);
        }

        File.Move(copy, claim.Path, overwrite: true);
    }

    /// <summary>Behind its file: it says that the file is complete.</summary>
    private static void PutBackMarker(FileClaim claim, string place)
    {
        if (Directory.EnumerateFiles(claim.Folder, Marker + "*").FirstOrDefault() is { } marker)
        {
            File.Move(marker, place + Path.GetFileName(marker)[Marker.Length..], overwrite: true);
        }
    }
}
