using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// A temporary folder in which a file looks like a claimed one, with its original name and its sidecar. Its rows are staged
/// here too. Disposal removes the folder.
/// </summary>
internal sealed class TrialFolder : IDisposable
{
    private readonly string root;

    private TrialFolder(string root, FileClaim claim) => (this.root, Claim) = (root, claim);

    public FileClaim Claim { get; }

    /// <summary>An empty lake.</summary>
    public LakeLayout Lake => new(Path.Combine(root, "lake"));

    /// <param name="file">Stays as it is. The folder has a link to it, or a copy if links are impossible.</param>
    /// <param name="sidecar">The path of its sidecar, or null.</param>
    /// <param name="inboxFolder">The name of the folder it was or would be dropped in; null for the dataset's own.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TrialFolder Make(
        string file, string name, string? sidecar, DatasetName dataset, string? inboxFolder, LoadId loadId, IngestOptions wanted)
    {
        var root = Directory.CreateTempSubdirectory("datashare-trial-").FullName;
        var inbox = InboxOf(root, dataset, inboxFolder);
        var trial = new TrialFolder(root, new FileClaim(
            inbox, loadId, Path.Combine(inbox.ClaimedFolder, loadId.Value), name, wanted.Again, sidecar is not null)
        {
            Older = wanted.Older,
            Member = name.Contains('/', StringComparison.Ordinal) ? new MemberNote(name, null) : null,
        });
        try
        {
            Directory.CreateDirectory(trial.Claim.Folder);
            // Members of an archive inherit the owner.
            File.WriteAllLines(Path.Combine(trial.Claim.Folder, FileClaims.OwnerFile), ["trial"]);
            if (sidecar is not null)
            {
                File.Copy(sidecar, trial.Claim.SidecarPath);
            }

            LinkOrCopy(file, trial.Claim.Path);
            return trial;
        }
        catch
        {
            trial.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static void LinkOrCopy(string file, string path)
    {
        try
        {
            File.CreateSymbolicLink(path, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            File.Copy(file, path);
        }
    }

    private static DatasetInbox InboxOf(string root, DatasetName dataset, string? folder)
    {
        var mark = folder?.IndexOf(DatasetInbox.VersionMark, StringComparison.Ordinal) ?? -1;
        return new DatasetInbox(
            Path.Combine(root, folder ?? dataset.Value), dataset, mark < 0 ? null : StatedVersion.TryParse(folder![(mark + 1)..]));
    }
}
