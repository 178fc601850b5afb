using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DataShare.Lake;

/// <summary>Values of fixed length, one after the other.</summary>
internal abstract class PlainNumbers<T>(ByteSlice page) : PageValues
    where T : unmanaged
{
    private int at;

    protected ReadOnlySpan<T> Next(int count)
    {
        var all = MemoryMarshal.Cast<byte, T>(page.Span);
        if (count > all.Length - at)
        {
            throw TooFew();
        }

        var next = all.Slice(at, count);
        at += count;
        return next;
    }
}

internal sealed class PlainInts(ByteSlice page, bool isUnsigned) : PlainNumbers<int>(page)
{
    public override void Read(ParquetBatch batch, int count)
    {
        var target = batch.AddLongs(count);
        var source = Next(count);
        if (isUnsigned)
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = (uint)source[i];
            }

            return;
        }

        for (var i = 0; i < target.Length; i++)
        {
            target[i] = source[i];
        }
    }
}

internal sealed class PlainLongs(ByteSlice page) : PlainNumbers<long>(page)
{
    public override void Read(ParquetBatch batch, int count) => Next(count).CopyTo(batch.AddLongs(count));
}

internal sealed class PlainDoubles(ByteSlice page) : PlainNumbers<double>(page)
{
    public override void Read(ParquetBatch batch, int count) => Next(count).CopyTo(batch.AddDoubles(count));
}

internal sealed class PlainFloats(ByteSlice page) : PlainNumbers<float>(page)
{
    public override void Read(ParquetBatch batch, int count)
    {
        var target = batch.AddDoubles(count);
        var source = Next(count);
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = source[i];
        }
    }
}

internal sealed class PlainHalves(ByteSlice page) : PlainNumbers<Half>(page)
{
    public override void Read(ParquetBatch batch, int count)
    {
        var target = batch.AddDoubles(count);
        var source = Next(count);
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = (double)source[i];
        }
    }
}

/// <summary>A bit each, the lowest of a byte first.</summary>
internal sealed class PlainBooleans(ByteSlice page) : PageValues
{
    private long at;

    public override void Read(ParquetBatch batch, int count)
    {
        if (count > (page.Length * 8L) - at)
        {
            throw TooFew();
        }

        var bits = page.Span;
        foreach (ref var value in batch.AddLongs(count))
        {
            value = (bits[(int)(at >> 3)] >> (int)(at & 7)) & 1;
            at++;
        }
    }
}

/// <summary>Bytes of one length each.</summary>
internal sealed class PlainFixed(ByteSlice page, int length) : PageValues
{
    private int at;

    public override void Read(ParquetBatch batch, int count)
    {
        if ((long)count * length > page.Length - at)
        {
            throw TooFew();
        }

        foreach (ref var slice in batch.AddSlices(count))
        {
            slice = new ByteSlice(page.Buffer, page.Start + at, length);
            at += length;
        }
    }
}

/// <summary>Bytes of any length, each behind its length.</summary>
internal sealed class PlainSlices(ByteSlice page) : PageValues
{
    private int at;

    public override void Read(ParquetBatch batch, int count)
    {
        var bytes = page.Span;
        foreach (ref var slice in batch.AddSlices(count))
        {
            if (bytes.Length - at < sizeof(int))
            {
                throw TooFew();
            }

            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
            at += sizeof(int);
            if ((uint)length > (uint)(bytes.Length - at))
            {
                throw ParquetDamage.Of("a value is longer than its page");
            }

            if (length > ParquetLimits.ValueBytes)
            {
                throw ParquetDamage.NotRead(FormattableString.Invariant($"a value has {length >> 20} MiB, more than {ParquetLimits.ValueBytes >> 20}"));
            }

            slice = new ByteSlice(page.Buffer, page.Start + at, length);
            at += length;
        }
    }
}
