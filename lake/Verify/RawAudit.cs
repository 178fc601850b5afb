using System.Collections.Concurrent;
using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>Compares the raw bytes of a dataset with their names, and checks that all content named by logs and quarantine exists.</summary>
internal sealed class RawAudit(LakeLayout layout, DatasetName dataset, IReadOnlyDictionary<ContentHash, KeptContent> expected)
{
    private readonly ConcurrentBag<LakeFinding> findings = [];
    private readonly ConcurrentDictionary<ContentHash, bool> there = new();

    public async ValueTask<StoreVerdict> RunAsync(bool quick, CancellationToken cancellationToken)
    {
        var folder = layout.RawFolder(dataset);
        var files = Directory.Exists(folder)
            ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f)[0] != '.').ToList()
            : [];
        await FileProof.ForEachAsync(files, (file, stop) => LookAsync(file, quick, stop), cancellationToken);
        foreach (var (hash, content) in expected.Where(e => !there.ContainsKey(e.Key)))
        {
            findings.Add(new LakeFinding(layout.RawFile(dataset, hash, ""), $"the bytes of {content.Name} (load {content.LoadId}) are missing", Again(content), Of(content)) { Repair = RepairOf(layout.RawFile(dataset, hash, ""), hash, content) });
        }

        return new StoreVerdict(files.Count, 0, [.. findings.OrderBy(f => f.File, StringComparer.Ordinal)]);
    }

    private async Task LookAsync(string file, bool quick, CancellationToken cancellationToken)
    {
        if (RawStore.HashOf(file) is not { } hash || Path.GetFileName(Path.GetDirectoryName(file)) != hash.Value[..2])
        {
            findings.Add(new LakeFinding(file, "its name is not a hash, or it is not in the folder of its hash", "Nothing reads it; move it elsewhere.", Remedy.None));
            return;
        }

        there[hash] = true;
        var content = expected.GetValueOrDefault(hash);
        if (await FileProof.DifferenceAsync(file, content?.Bytes, quick ? null : hash, cancellationToken) is { } found)
        {
            findings.Add(new LakeFinding(file, found + (content is null ? "" : $" (the bytes of {content.Name}, load {content.LoadId})"), Again(content), Of(content)) { Repair = RepairOf(file, hash, content) });
        }
    }

    private static Func<CancellationToken, Task>? RepairOf(string file, ContentHash hash, KeptContent? content) =>
        content?.Copy is { } copy ? stop => FileRepair.CopyAsync(copy, file, hash, stop) : null;

    /// <summary>The repair for missing content.</summary>
    private static string Again(KeptContent? content) =>
        (content?.Copy is { } copy ? $"Its bytes are also in '{copy}': copy that file here." : "Restore it from a backup of the lake, or drop the same file again.")
        + " The rows that landed are not affected; a replay and 'schema try' cannot read the file until then.";

    private static Remedy Of(KeptContent? content) => content?.Copy is null ? Remedy.Backup : Remedy.MakeAgain;
}
