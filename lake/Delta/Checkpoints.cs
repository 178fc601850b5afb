using System.Text.Json;
using Microsoft.Extensions.Logging;
using Parquet;
using Parquet.Serialization;

namespace DataShare.Lake;

/// <summary>The content of <c>_last_checkpoint</c>.</summary>
internal sealed record LastCheckpoint
{
    public required long Version { get; init; }

    /// <summary>The number of actions in the checkpoint.</summary>
    public required long Size { get; init; }

    public long? SizeInBytes { get; init; }

    public long? NumOfAddFiles { get; init; }
}

/// <summary>
/// The checkpoints of a table: its state as one Parquet file, so that opening the table does not replay the whole log.
/// Losing a checkpoint does no harm, because all entries are kept: one that cannot be read is ignored.
/// </summary>
internal sealed class Checkpoints(LogFolder log, TimeProvider time, ILogger logger, StepBorder? border)
{
    /// <summary>
    /// The fewest commits between two checkpoints. Replaying 50 small entries takes a few milliseconds, about as long as
    /// opening a checkpoint.
    /// </summary>
    public const long MinimumInterval = 50;

    /// <summary>
    /// A checkpoint repeats the whole table, so a long log gets checkpoints less often. Each commit's share of the work is then
    /// at most this number of actions (some tenths of a millisecond), however long the history is.
    /// </summary>
    private const long ActionsPerCommit = 100;

    /// <summary>The protocol's default. Until then, a program that still reads an old version may need the file.</summary>
    private static readonly TimeSpan RemovesKept = TimeSpan.FromDays(7);

    /// <summary>The pointer to the newest checkpoint; null if there is none, or it cannot be read.</summary>
    public async ValueTask<LastCheckpoint?> NewestAsync(CancellationToken cancellationToken)
    {
        try
        {
            return File.Exists(log.LastCheckpointFile)
                ? JsonSerializer.Deserialize(await File.ReadAllBytesAsync(log.LastCheckpointFile, cancellationToken), DeltaJson.Lines.LastCheckpoint)
                : null;
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            logger.CheckpointUnreadable(e, log.LastCheckpointFile);
            return null;
        }
    }

    /// <summary>The state of the newest checkpoint; null if the log must be replayed from its start.</summary>
    /// <exception cref="LakeCorruptException">The table needs a feature that this program does not know.</exception>
    public async ValueTask<TableState?> OpenAsync(CancellationToken cancellationToken)
    {
        if (await NewestAsync(cancellationToken) is not { } newest)
        {
            return null;
        }

        var (state, fault) = await ReadAsync(newest, cancellationToken);
        if (fault is not null)
        {
            logger.CheckpointUnreadable(fault, log.CheckpointFile(newest.Version));
        }

        return state;
    }

    /// <summary>The state of a checkpoint, or the reason why it cannot be read.</summary>
    /// <exception cref="LakeCorruptException">The table needs a feature that this program does not know.</exception>
    public async ValueTask<(TableState? State, Exception? Fault)> ReadAsync(LastCheckpoint newest, CancellationToken cancellationToken)
    {
        var file = log.CheckpointFile(newest.Version);
        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            var rows = await ParquetSerializer.DeserializeAsync<CheckpointRow>(stream, cancellationToken: cancellationToken);
            var lines = rows.Data.Select(CheckpointMapping.ToLine).ToList();
            if (lines.Count != newest.Size)
            {
                throw new FormatException($"it holds {lines.Count} actions, expected {newest.Size}");
            }

            var entry = log.Has(newest.Version) ? await log.TryReadAsync(newest.Version, cancellationToken) : null;
            return (TableState.From(newest.Version, entry?.Sha256, lines, file), null);
        }
        catch (Exception e) when (e is not (OperationCanceledException or LakeCorruptException))
        {
            // The Parquet library can throw many exceptions for a damaged file. All of them have the same effect here.
            return (null, e);
        }
    }

    /// <summary>Runs after a commit and never changes its success, so a failure is only a warning.</summary>
    public async Task WriteIfDueAsync(TableState state, CancellationToken cancellationToken)
    {
        try
        {
            // Read from disk, because another process may have written the newest checkpoint.
            var newest = (await NewestAsync(cancellationToken))?.Version ?? -1;
            if (state.Version - newest >= Math.Max(MinimumInterval, state.ActionCount / ActionsPerCommit))
            {
                await WriteAsync(state, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The commit has succeeded, so cancellation must not hide it. A later commit writes the checkpoint.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.CheckpointFailed(e, log.TableFolder, state.Version);
        }
    }

    /// <summary>
    /// Writes the state as a checkpoint: first the complete file, then the pointer to it. So the table stays readable,
    /// wherever this stops. Writing the same version twice does no harm.
    /// </summary>
    /// <exception cref="IOException">With the path and the system's reason.</exception>
    private async Task WriteAsync(TableState state, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var rows = CheckpointMapping.Rows(state, (time.GetUtcNow() - RemovesKept).ToUnixTimeMilliseconds());
        var file = log.CheckpointFile(state.Version);
        var temporary = DurableFiles.TemporaryBeside(file);
        long bytes;
        try
        {
            await using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                var options = new ParquetOptions { CompressionMethod = CompressionMethod.Snappy };
                await ParquetSerializer.SerializeAsync(rows, stream, options, cancellationToken: cancellationToken);
                await stream.FlushAsync(cancellationToken);
                bytes = stream.Length;
            }

            await DurableFiles.FlushFileAsync(temporary, cancellationToken);
            border?.Invoke("checkpoint written");
            DurableFiles.Replace(temporary, file);
            border?.Invoke("checkpoint named");
        }
        finally
        {
            File.Delete(temporary);
        }

        var pointer = new LastCheckpoint
        {
            Version = state.Version,
            Size = rows.Count,
            SizeInBytes = bytes,
            NumOfAddFiles = state.Adds.Count,
        };
        var json = JsonSerializer.SerializeToUtf8Bytes(pointer, DeltaJson.Lines.LastCheckpoint);
        await DurableFiles.WriteAtomicallyAsync(log.LastCheckpointFile, json, cancellationToken);
        logger.CheckpointWritten(log.TableFolder, state.Version, rows.Count, bytes, (long)time.GetElapsedTime(started).TotalMilliseconds);
    }
}
