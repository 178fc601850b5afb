using System.Threading.Channels;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Carries full chunks from the gate to parts: one thread fills, several encode, each into a part of its own,
/// and a bounded number of chunks goes round, so that memory does not grow with the file. Without
/// <see cref="CompleteAsync"/> nothing remains of the parts.
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

    /// <param name="contract">Gives the columns.</param>
    /// <param name="folder">The table's folder.</param>
    /// <param name="name">
    /// The load id that the parts are named after, so that a second try writes over what the first one left.
    /// </param>
    /// <param name="writers">How many chunks are encoded at once.</param>
    /// <param name="cancellationToken">Ends the encoders too.</param>
    public PartWriters(
        DataContract contract, string folder, LoadId name, int writers, CancellationToken cancellationToken)
    {
        (this.contract, this.folder, this.name, this.writers) = (contract, folder, name, writers);
        cancellation = cancellationToken;
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Current = NewChunk();
    }

    /// <summary>What the parts' names begin with.</summary>
    public string Prefix { get; init; } = "part";

    /// <summary>The chunk to fill. Changes with <see cref="FlushAsync"/>.</summary>
    public RowChunk Current { get; private set; }

    /// <summary>Whether the chunk should be handed on.</summary>
    public bool IsFull => Holds(fullChunks: 1, PartWriter.BytesPerGroup);

    /// <summary>After each row: hands a full chunk over, where that is allowed before the drop's end.</summary>
    /// <exception cref="OutgrownException">It is not, and the drop is too large for that.</exception>
    public ValueTask MakeRoomAsync(bool mayFlush)
    {
        if (!mayFlush)
        {
            return Holds(fullChunks: 4, 8 * PartWriter.BytesPerGroup) ? throw new OutgrownException() : ValueTask.CompletedTask;
        }

        return IsFull ? FlushAsync() : ValueTask.CompletedTask;
    }

    /// <summary>Hands the current chunk over and waits until there is an empty one.</summary>
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
                // One is being filled, one waits, and each encoder has one.
                next = chunks < writers + 2 ? NewChunk() : await empty.Reader.ReadAsync(stop.Token);
            }

            Current = next;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // An encoder failed and stopped the others: what it met is the news, not that the gate had to stop.
            await Task.WhenAll(encoders);
            throw;
        }
    }

    /// <summary>Writes what is left and ends the parts. Empty when no row was accepted.</summary>
    public async Task<IReadOnlyList<TablePart>> CompleteAsync()
    {
        await FlushAsync();
        full.Writer.Complete();
        await Task.WhenAll(encoders);
        // The dataset's rules come next, and their memory is DuckDB's.
        while (empty.Reader.TryRead(out _))
        {
        }

        Current = new RowChunk(contract);
        completed = [.. encoders.SelectMany(e => e.Result).OrderBy(p => p.Name, StringComparer.Ordinal)];
        return completed;
    }

    /// <summary>Removes the completed parts: their rows are not to be committed.</summary>
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
    /// Whether the current chunk has the rows of so many full ones, or values of so many bytes: wide rows make smaller
    /// chunks rather than more memory.
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
