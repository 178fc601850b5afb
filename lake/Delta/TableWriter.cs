using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Lake;

/// <summary>
/// The steps of a commit on a plain file system. The border is called after each step. Wherever they stop, repeating
/// all of them gives the same table.
/// </summary>
internal sealed class TableWriter(LakeTableId table, LogFolder log, TimeProvider time, ILogger logger, StepBorder? border)
{
    /// <summary>Flushes the parts to disk before an entry names them.</summary>
    /// <exception cref="InvalidOperationException">A part is missing or has another size than the draft says.</exception>
    /// <exception cref="IOException">The parts could not be written to disk.</exception>
    public async Task PrepareAsync(IReadOnlyList<TablePart> parts, CancellationToken cancellationToken)
    {
        DurableFiles.CreateFolder(log.Folder);
        var files = parts.Select(p => Path.Combine(log.TableFolder, p.Name)).ToList();
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var (part, file) in parts.Zip(files))
        {
            var found = new FileInfo(file);
            if (!found.Exists || found.Length != part.Bytes)
            {
                throw new InvalidOperationException(
                    $"Part '{file}' has {CountText.Of(found.Exists ? found.Length : 0, "byte")}, expected {CountText.Of(part.Bytes, "byte")}. Nothing was " +
                    "committed. The part must be complete before its commit.");
            }

            // The sweep goes by age, and a part may come from a run that died days ago. A new time protects it.
            found.LastWriteTimeUtc = now;
        }

        await DurableFiles.FlushAsync(files, cancellationToken);
        border?.Invoke("parts flushed");
    }

    /// <summary>Writes the entry that follows the state.</summary>
    /// <param name="after">By major version, the newest commit of the dataset's other tables.</param>
    /// <returns>False if another writer has that version; then nothing is left.</returns>
    /// <exception cref="IOException">The entry could not be written to disk.</exception>
    public async Task<bool> TryWriteAsync(CommitDraft draft, TableState state, IReadOnlyDictionary<int, long> after, CancellationToken cancellationToken)
    {
        var version = state.Version + 1;
        var entry = log.EntryFile(version);
        var bytes = CommitEntry.Bytes(CommitEntry.Lines(table, draft, state, after, time.GetUtcNow()));
        var temporary = DurableFiles.TemporaryBeside(entry);
        try
        {
            await DurableFiles.WriteNewAsync(temporary, bytes, cancellationToken);
            border?.Invoke("entry written");
            if (!DurableFiles.TryLink(temporary, entry))
            {
                logger.VersionTaken(table, version);
                return false;
            }

            border?.Invoke("entry linked");
            // The commit has succeeded. Cancellation must not make it look failed.
            await DurableFiles.FlushFolderAsync(log.Folder, CancellationToken.None);
            border?.Invoke("log flushed");
            return true;
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
