using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>Compares the files of quarantine entries with the hashes in their reasons.</summary>
internal sealed class QuarantineAudit(LakeLayout layout, QuarantineStore quarantine, RawStore raw, DatasetName dataset)
{
    private readonly List<LakeFinding> findings = [];
    private readonly Dictionary<ContentHash, KeptContent> contents = [];
    private int unproven;

    /// <summary>The content of each refused file, and the place of an undamaged copy in quarantine.</summary>
    public IReadOnlyDictionary<ContentHash, KeptContent> Contents => contents;

    public async ValueTask<StoreVerdict> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var root = layout.QuarantineFolder(dataset);
        var folders = Directory.Exists(root) ? Directory.GetDirectories(root).Where(f => Path.GetFileName(f)[0] != '.').Order(StringComparer.Ordinal).ToList() : [];
        foreach (var folder in folders)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (LoadId.TryParse(Path.GetFileName(folder)) is not { } load)
            {
                findings.Add(new LakeFinding(folder, "its name is not a load id", "Nothing reads it; move it elsewhere.", Remedy.None));
            }
            else if (Read(folder, load) is { } entry)
            {
                await LookAsync(entry, quick, cancellationToken);
            }
        }

        return new StoreVerdict(folders.Count, unproven, findings);
    }

    private QuarantinedLoad? Read(string folder, LoadId load)
    {
        try
        {
            var entry = quarantine.FindLoad(dataset, load);
            if (entry is null)
            {
                findings.Add(new LakeFinding(Path.Combine(folder, QuarantineStore.ReasonFile), "it is missing, so the entry is not listed", WithoutReason(folder), Remedy.Backup));
            }
            else if (entry.LoadId != load || entry.Reason.Dataset != dataset)
            {
                findings.Add(new LakeFinding(Path.Combine(folder, QuarantineStore.ReasonFile), $"it belongs to load {entry.LoadId} of {entry.Reason.Dataset}", WithoutReason(folder), Remedy.Backup));
            }
            else
            {
                return entry;
            }
        }
        catch (LakeCorruptException damage)
        {
            findings.Add(LakeFinding.Of(damage));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.Add(new LakeFinding(folder, $"it cannot be read ({e.Message.TrimEnd('.')})", "Grant the right to read it.", Remedy.Backup));
        }

        return null;
    }

    private async Task LookAsync(QuarantinedLoad entry, bool quick, CancellationToken cancellationToken)
    {
        var (reason, copy) = (entry.Reason, entry.File);
        if (copy is { } file && await FileProof.DifferenceAsync(file, reason.Bytes, quick ? null : reason.Sha256, cancellationToken) is { } found)
        {
            copy = null;
            // The raw file and the file in the entry may be one file under two names.
            var kept = raw.Find(dataset, reason.Sha256) is { } stored && await FileProof.DifferenceAsync(stored, reason.Bytes, reason.Sha256, cancellationToken) is null
                ? stored
                : null;
            findings.Add(new LakeFinding(
                file,
                found,
                kept is null
                    ? $"Restore it from a backup of the lake, or drop the file again and discard the entry: datashare quarantine discard {entry.LoadId}"
                    : $"Its bytes are also in '{kept}', which a replay reads: copy that file here.",
                kept is null ? Remedy.Backup : Remedy.MakeAgain)
            {
                Repair = kept is null ? null : stop => FileRepair.CopyAsync(kept, file, reason.Sha256, stop),
            });
        }

        if (copy is not null || !contents.ContainsKey(reason.Sha256))
        {
            contents[reason.Sha256] = new KeptContent(reason.FileName, entry.LoadId, reason.Bytes, copy);
        }

        findings.AddRange(await entry.FindOddFilesAsync(quick, cancellationToken));
        if (entry.Reason.Hashes is null && Directory.GetFiles(entry.Folder).Any(f => f != entry.File && !IsNote(f)))
        {
            unproven++;
        }
    }

    private static bool IsNote(string file) => Path.GetFileName(file) is QuarantineStore.ReasonFile or QuarantineStore.ClosedFile;

    private static string WithoutReason(string folder) =>
        $"Restore it from a backup of the lake, or move '{folder}' elsewhere and ingest its file again.";
}
