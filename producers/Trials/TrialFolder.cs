using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>
/// A folder outside every workspace in which a file looks like a claimed one: under the name it was or would be dropped
/// under, its sidecar beside it. Removed when disposed.
/// </summary>
internal sealed class TrialFolder : IDisposable
{
    private TrialFolder(FileClaim claim) => Claim = claim;

    public FileClaim Claim { get; }

    /// <param name="file">Stays as it is; it is linked to, or copied where it cannot be.</param>
    /// <param name="sidecar">Where its sidecar is, or null.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static TrialFolder Make(string file, string name, string? sidecar, DatasetInbox inbox, LoadId loadId)
    {
        var folder = Directory.CreateTempSubdirectory("datashare-trial-").FullName;
        var trial = new TrialFolder(new FileClaim(inbox, loadId, folder, name, Again: false, sidecar is not null)
        {
            Member = name.Contains('/', StringComparison.Ordinal) ? new MemberNote(name, null) : null,
        });
        try
        {
            if (sidecar is not null)
            {
                File.Copy(sidecar, trial.Claim.SidecarPath);
            }

            try
            {
                File.CreateSymbolicLink(trial.Claim.Path, file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
            {
                File.Copy(file, trial.Claim.Path);
            }

            return trial;
        }
        catch
        {
            trial.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(Claim.Folder, recursive: true);
}
