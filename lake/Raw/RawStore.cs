using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>
/// The exact bytes as they came, once per content, under their hash; never changed. May be called concurrently and
/// again: the same content has the same name, and a name is given only to a complete file.
/// </summary>
public sealed class RawStore(LakeLayout layout)
{
    /// <summary>
    /// Keeps the file's bytes, read-only. The file stays where it is; where hard links are possible it and the kept one
    /// are one file from now on, so that it must be the caller's own (a claim), not one that somebody still edits. A file
    /// of another user, who could change it under its hash, is copied.
    /// </summary>
    /// <param name="hash">Of the file's bytes; where they are copied it is checked.</param>
    /// <param name="extension">As in the drop's name, such as <c>.csv.gz</c>; empty for none.</param>
    /// <returns>The path of the kept bytes, on disk when this returns.</returns>
    /// <exception cref="IOException">
    /// The disk did not take it, or the bytes do not have this hash (the file changed meanwhile). Nothing was kept.
    /// </exception>
    public async ValueTask<string> KeepAsync(
        DatasetName dataset, ContentHash hash, string file, string extension, CancellationToken ct) =>
        (await KeepAsync(dataset, [new RawFile(hash, file, extension)], ct))[0];

    /// <summary>As for one file, but many cost hardly more flushes than one.</summary>
    /// <returns>The paths of the kept bytes, in the order asked.</returns>
    /// <exception cref="IOException">As for one file; those before it may have been kept, which does no harm.</exception>
    public async ValueTask<IReadOnlyList<string>> KeepAsync(
        DatasetName dataset, IReadOnlyList<RawFile> files, CancellationToken ct)
    {
        await DurableFiles.FlushAsync([.. files.Select(f => f.File)], ct);
        var kept = new List<string>(files.Count);
        foreach (var file in files)
        {
            var path = layout.RawFile(dataset, file.Hash, file.Extension);
            if (!File.Exists(path))
            {
                DurableFiles.CreateFolder(Path.GetDirectoryName(path)!);
                // Protected first: whoever dies in between leaves no name under which a file can be written.
                if (!WriteProtection.TryApply(file.File) || HardLink.Make(file.File, path) == LinkResult.CannotLink)
                {
                    await CopyAsync(file.File, path, file.Hash, ct);
                }
            }

            kept.Add(path);
        }

        // Also names that were there already: whoever made them may have died before this step.
        await DurableFiles.FlushAsync(kept, ct);
        return kept;
    }

    /// <summary>The kept bytes of this hash, or null. Any extension counts: it is the content that was asked for.</summary>
    public string? Find(DatasetName dataset, ContentHash hash)
    {
        var folder = Path.GetDirectoryName(layout.RawFile(dataset, hash, ""))!;
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, hash.Value + "*").Order(StringComparer.Ordinal).FirstOrDefault()
            : null;
    }

    private static async Task CopyAsync(string file, string kept, ContentHash hash, CancellationToken ct)
    {
        var temporary = DurableFiles.TemporaryBeside(kept);
        try
        {
            var copied = await DurableFiles.CopyDurablyAsync(file, temporary, ct);
            if (copied != hash)
            {
                throw new IOException(
                    $"'{file}' changed while it was being kept: expected SHA-256 {hash}, copied {copied}. " +
                    "Nothing was kept; drop the file again once it is complete.");
            }

            // The copy is ours; where its file system has no modes, the hash is the proof.
            _ = WriteProtection.TryApply(temporary);
            // False: another process has just kept the same bytes. On a file system without hard links the copy is
            // renamed into place, which is as good: both hold the same content.
            if (HardLink.Make(temporary, kept) == LinkResult.CannotLink)
            {
                DurableFiles.Replace(temporary, kept);
            }
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}

/// <summary>A file whose bytes are to be kept.</summary>
/// <param name="Extension">As in the drop's name, such as <c>.csv.gz</c>; empty for none.</param>
public sealed record RawFile(ContentHash Hash, string File, string Extension);
