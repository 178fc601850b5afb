namespace DataShare.Lake;

/// <summary>Bytes within a buffer that others share.</summary>
internal readonly record struct ByteSlice(byte[] Buffer, int Start, int Length)
{
    public ReadOnlySpan<byte> Span => Buffer.AsSpan(Start, Length);
}
