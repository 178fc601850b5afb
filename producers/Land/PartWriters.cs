using System.Threading.Channels;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Passes full chunks from the gate to parts. One thread fills chunks, and several threads encode them, each into its own
/// part. The number of chunks is bounded, so memory does not grow with the file. If it is disposed without
/// <see cref="CompleteAsync"/>, no part remains.
/// </summary>
internal sealed class PartWriters : IRowTarget, IAsyncDisposable
{
    /// <summary>A part is closed above this size; the next chunk begins another.</summary>
    private const long MaxPartBytes = 256L << 20;

    private readonly DataContract contract;
    private readonly string folder;
    private readonly LoadId name;
    private readonly int writers;
    private readonly CancellationToken cancellation;
    private readonly CancellationTokenSource stop;
    private readonly Channel<RowChunk> full = Channel.CreateBounded<RowChunk>(1);
    private readonly Channel<RowChunk> empty = Channel.CreateUnbounded<RowChunk>();
    private readonly List<Task<List<TablePart>>> encoders = [];
    private List<TablePart>? completed;
    private int chunks;
    private int parts;

    /// <param name="contract">The contract with the columns of the parts.</param>
    /// <param name="folder">The table's folder.</param>
    /// <param name="name">
    /// The load id in the names of the parts, so that a second attempt overwrites the parts of the first.
    /// </param>
    /// <param name="writers">The number of chunks that are encoded at once.</param>
    /// <param name="cancellationToken">Ends the encoders too.</param>
    public PartWriters(
        DataContract contract, string folder, LoadId name, int writers, CancellationToken cancellationToken)
    {
        (this.contract, this.folder, this.name, this.writers) = (contract, folder, name, writers);
        cancellation = cancellationToken;
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Current = NewChunk();
    }

    /// <summary>The beginning of the parts' names.</summary>
    public string Prefix { get; init; } = "part";

    /// <summary>The chunk to fill. Changes with <see cref="FlushAsync"/>.</summary>
    public RowChunk Current { get; private set; }

    /// <summary>Whether the current chunk should be passed to an encoder.</summary>
    public bool IsFull => Holds(fullChunks: 1, PartWriter.BytesPerGroup);

    /// <summary>After each row: passes a full chunk to an encoder, if that is allowed before the drop's end.</summary>
    /// <exception cref="OutgrownException">It is not allowed, and the drop is too large to stay in memory.</exception>
    public ValueTask MakeRoomAsync(bool mayFlush)
    {
        if (!mayFlush)
        {
            return Holds(fullChunks: 4, 8 * PartWriter.BytesPerGroup) ? throw new OutgrownException() : ValueTask.CompletedTask;
        }

        return IsFull ? FlushAsync() : ValueTask.CompletedTask;
    }

    /// <summary>Passes the current chunk to an encoder and waits for an empty one.</summary>
    public async ValueTask FlushAsync()
    {
        if (Current.Rows == 0)
        {
            return;
        }

        if (encoders.Count < writers)
        {
            encoders.Add(Task.Run(EncodeAsync, CancellationToken.None));
        }

        try
        {
            await full.Writer.WriteAsync(Current, stop.Token);
            if (!empty.Reader.TryRead(out var next))
            {
                // One chunk is filled, one waits, and each encoder has one.
                next = chunks < writers + 2 ? NewChunk() : await empty.Reader.ReadAsync(stop.Token);
            }

            Current = next;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // An encoder failed and stopped the others: throw its exception, not the cancellation.
            await Task.WhenAll(encoders);
            throw;
        }
    }

    /// <summary>Writes the remaining rows and completes the parts. Empty when no row was accepted.</summary>
    public async Task<IReadOnlyList<TablePart>> CompleteAsync()
    {
        await FlushAsync();
        full.Writer.Complete();
        await Task.WhenAll(encoders);
        // DuckDB checks the dataset's rules next and needs the memory.
        while (empty.Reader.TryRead(out _))
        {
        }

        Current = new RowChunk(contract);
        completed = [.. encoders.SelectMany(e => e.Result).OrderBy(p => p.Name, StringComparer.Ordinal)];
        return completed;
    }

    /// <summary>Removes the completed parts: their rows will not be committed.</summary>
    public void Discard()
    {
        foreach (var part in completed ?? [])
        {
            File.Delete(Path.Combine(folder, part.Name));
        }
    }

    public async ValueTask DisposeAsync()
    {
        full.Writer.TryComplete();
        if (completed is null)
        {
            await stop.CancelAsync();
            await Task.WhenAll(encoders).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            foreach (var encoder in encoders.Where(e => e.IsCompletedSuccessfully))
            {
                completed = [.. completed ?? [], .. await encoder];
            }

            Discard();
        }

        stop.Dispose();
    }

    /// <summary>
    /// Whether the current chunk has the rows of so many full chunks, or values of so many bytes. Wide rows make chunks with fewer
    /// rows instead of using more memory.
    /// </summary>
    private bool Holds(int fullChunks, long bytes) =>
        Current.Rows >= fullChunks * Current.RowsPerGroup || Current.PayloadBytes >= bytes;

    private RowChunk NewChunk()
    {
        chunks++;
        return new RowChunk(contract);
    }

    private async Task<List<TablePart>> EncodeAsync()
    {
        var done = new List<TablePart>();
        PartWriter? part = null;
        try
        {
            await foreach (var chunk in full.Reader.ReadAllAsync(stop.Token))
            {
                part ??= new PartWriter(Path.Combine(folder, PartName(Interlocked.Increment(ref parts) - 1)));
                await part.WriteAsync(chunk, stop.Token);
                chunk.Clear();
                await empty.Writer.WriteAsync(chunk, stop.Token);
                if (part.Bytes > MaxPartBytes)
                {
                    done.Add(await part.CompleteAsync());
                    part = null;
                }
            }

            if (part is not null)
            {
                done.Add(await part.CompleteAsync());
            }

            return done;
        }
        catch
        {
            await stop.CancelAsync();
            foreach (var finished in done)
            {
                File.Delete(Path.Combine(folder, finished.Name));
            }

            throw;
        }
        finally
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }
    }

    private string PartName(int index) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Prefix}-{name}-{index:D5}.parquet");
}
