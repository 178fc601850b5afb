namespace DataShare.Producers;

/// <summary>A file read from front to back that says how far the reading has come.</summary>
internal sealed class CountingStream(Stream inner, Action<long>? onPosition) : ForwardStream
{
    /// <summary>A progress bar needs no more than a few looks a second.</summary>
    private const long ReportEvery = 1 << 20;

    private long position;
    private long reported;

    public override int Read(Span<byte> buffer) => Count(inner.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await inner.ReadAsync(buffer, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Count(int read)
    {
        position += read;
        if (position - reported >= ReportEvery || read == 0)
        {
            reported = position;
            onPosition?.Invoke(position);
        }

        return read;
    }
}
