using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Lake;

/// <summary>
/// The original bytes of files, once per content, under their hash; never changed. Can be called concurrently and
/// repeatedly: the same content has the same name, and only a complete file gets a name.
/// </summary>
/// <param name="border">Called after each step; for tests that stop there.</param>
public sealed class RawStore(LakeLayout layout, ILogger logger, StepBorder? border = null)
{
    /// <summary>
    /// Stores the file's bytes, read-only. The file stays where it is. It gets a second name if that is as safe as a
    /// copy: the file belongs to this user, has no other name, and nobody has it open for writing; so it must be in a
    /// claim. Otherwise its bytes are copied.
    /// </summary>
    /// <returns>The path of the kept bytes, on disk when this returns.</returns>
    /// <exception cref="IOException">
    /// The file cannot be stored, or its bytes do not have this hash (the file has changed). Nothing was stored.
    /// </exception>
    public async ValueTask<string> KeepAsync(DatasetName dataset, RawFile file, CancellationToken cancellationToken) =>
        (await KeepAsync(dataset, [file], cancellationToken))[0];

    /// <summary>Stores several files, with hardly more flushes than for one.</summary>
    /// <returns>The paths of the kept bytes, in the order of the files.</returns>
    /// <exception cref="IOException">
    /// As for one file. Earlier files may already be stored, which does no harm.
    /// </exception>
    public async ValueTask<IReadOnlyList<string>> KeepAsync(
        DatasetName dataset, IReadOnlyList<RawFile> files, CancellationToken cancellationToken)
    {
        await DurableFiles.FlushAsync([.. files.Select(f => f.File)], cancellationToken);
        var kept = new List<string>(files.Count);
        var writers = new FileWriters();
        foreach (var file in files)
        {
            var path = layout.RawFile(dataset, file.Hash, file.Extension);
            if (File.Exists(path) && !await IsKeptAsync(file, path, cancellationToken))
            {
                await SetAsideAsync(dataset, path, file, cancellationToken);
            }

            if (!File.Exists(path))
            {
                DurableFiles.CreateFolder(Path.GetDirectoryName(path)!);
                // Protected first, so that a process that dies in between leaves no stored file that somebody can change.
                if (!WriteProtection.TryApplyAlone(file.File, writers) || HardLink.Make(file.File, path) == LinkResult.CannotLink)
                {
                    await CopyAsync(file.File, path, file.Hash, cancellationToken);
                }

                border?.Invoke("raw named");
            }

            kept.Add(path);
        }

        // Existing names are flushed too, because the process that made them may have died before this step.
        await DurableFiles.FlushAsync(kept, cancellationToken);
        return kept;
    }

    /// <summary>The stored bytes of this hash with any extension, or null.</summary>
    public string? Find(DatasetName dataset, ContentHash hash)
    {
        var folder = Path.GetDirectoryName(layout.RawFile(dataset, hash, ""))!;
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, hash.Value + "*").Order(StringComparer.Ordinal).FirstOrDefault()
            : null;
    }

    /// <summary>The hash in the name of a stored file; null if the name has none.</summary>
    internal static ContentHash? HashOf(string file)
    {
        const int hashDigits = 64;
        var name = Path.GetFileName(file);
        try
        {
            return name.Length >= hashDigits && (name.Length == hashDigits || name[hashDigits] == '.') ? ContentHash.Parse(name[..hashDigits]) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Whether bytes of this hash are stored and match it.</summary>
    public async ValueTask<bool> HasAsync(DatasetName dataset, ContentHash hash, CancellationToken cancellationToken) =>
        Find(dataset, hash) is { } path && await FileProof.DifferenceAsync(path, null, hash, cancellationToken) is null;

    /// <summary>Whether the stored file is the same file under a second name, from an earlier try, or has the same bytes.</summary>
    private static async Task<bool> IsKeptAsync(RawFile file, string path, CancellationToken cancellationToken) =>
        FileStamp.Of(path).IsSameFileAs(FileStamp.Of(file.File)) || await FileProof.DifferenceAsync(path, null, file.Hash, cancellationToken) is null;

    /// <summary>Stores bytes that do not match their name under the right name, because they may be the only copy of a file.</summary>
    private async Task SetAsideAsync(DatasetName dataset, string path, RawFile file, CancellationToken cancellationToken)
    {
        var other = layout.RawFile(dataset, await FileHash.OfAsync(path, cancellationToken), file.Extension);
        DurableFiles.CreateFolder(Path.GetDirectoryName(other)!);
        if (HardLink.Make(path, other) == LinkResult.CannotLink)
        {
            throw new IOException($"The content of '{path}' does not match the hash in its name, and the file cannot be renamed to '{other}'. Nothing was stored; move the file elsewhere.");
        }

        await DurableFiles.FlushFolderAsync(Path.GetDirectoryName(other)!, cancellationToken);
        border?.Invoke("raw set aside");
        File.Delete(path);
        using var scope = file.Load is { } load ? logger.BeginLoad(load) : null;
        logger.RawMended(path, other);
    }

    private static async Task CopyAsync(string file, string kept, ContentHash hash, CancellationToken cancellationToken)
    {
        var temporary = DurableFiles.TemporaryBeside(kept);
        try
        {
            var copied = await DurableFiles.CopyDurablyAsync(file, temporary, cancellationToken);
            if (copied != hash)
            {
                throw new IOException(
                    $"'{file}' changed while it was being stored: expected SHA-256 {hash}, copied {copied}. " +
                    "Nothing was stored; drop the file again when it is complete.");
            }

            // The copy belongs to this user. If its file system has no modes, the hash still proves the content.
            _ = WriteProtection.TryApply(temporary);
            // If the name is taken, another process has just stored the same bytes. On a file system without hard links the
            // copy is renamed instead, which is as good, because both have the same content.
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

/// <summary>A file to store.</summary>
/// <param name="Hash">The hash of its bytes, which is checked if they are copied.</param>
/// <param name="Extension">The extension in the drop's name, such as <c>.csv.gz</c>; empty for none.</param>
/// <param name="Load">The load of the file, for the log; null if unknown.</param>
public sealed record RawFile(ContentHash Hash, string File, string Extension, LoadId? Load = null);
