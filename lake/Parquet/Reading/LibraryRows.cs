using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ParquetSharp;

namespace DataShare.Lake;

/// <summary>Reads the rows of a column in a row group with the library. Bytes stay in the library's memory.</summary>
internal sealed class LibraryRows(LibraryFile file, int group, ParquetInputColumn column, PageDemands demands) : IRowSource
{
    private readonly ColumnReader reader = file.Open(group, column);
    private short[] levels = [];
    private Array values = Array.Empty<int>();
    private int emptyPages = demands.EmptyPages;

    private string Place => LibraryFile.Place(group, column);

    public void Read(ParquetBatch batch, int rows)
    {
        rows = Math.Min(rows, demands.RowsAtOnce);
        var (taken, present) = TryTake(batch, rows);
        // The library returns nothing once for each page without rows.
        for (; taken == 0 && emptyPages > 0; emptyPages--)
        {
            (taken, present) = TryTake(batch, rows);
        }

        if (taken == 0 || taken > rows)
        {
            throw TooFew();
        }

        Mark(batch, (int)taken, (int)present);
    }

    public void Dispose() => reader.Dispose();

    private (long Rows, long Values) TryTake(ParquetBatch batch, int rows)
    {
        try
        {
            return Take(batch, rows);
        }
        catch (ParquetException e)
        {
            throw file.Fault(Place, e);
        }
    }

    private (long Rows, long Values) Take(ParquetBatch batch, int rows) => reader switch
    {
        ColumnReader<long> longs => Take(longs, batch.LongRoom(rows)),
        ColumnReader<int> ints => TakeInts(ints, batch.LongRoom(rows)),
        ColumnReader<bool> booleans => TakeBooleans(booleans, batch.LongRoom(rows)),
        ColumnReader<double> doubles => Take(doubles, batch.DoubleRoom(rows)),
        ColumnReader<float> floats => TakeFloats(floats, batch.DoubleRoom(rows)),
        ColumnReader<ByteArray> places => TakeBytes(places, batch.PlaceRoom(rows)),
        ColumnReader<FixedLenByteArray> halves when column.HasDoubles => TakeHalves(halves, batch.DoubleRoom(rows)),
        ColumnReader<FixedLenByteArray> places => TakeFixed(places, batch.PlaceRoom(rows)),
        ColumnReader<Int96> times => TakeTimes(times, batch.PlaceRoom(rows)),
        _ => throw new InvalidOperationException($"A reader of {reader.ElementType} is not known."),
    };

    private (long Rows, long Values) Take<T>(ColumnReader<T> source, Span<T> target)
        where T : unmanaged
    {
        if (column.IsOptional && levels.Length < target.Length)
        {
            levels = new short[target.Length];
        }

        var rows = source.ReadBatch(target.Length, column.IsOptional ? levels.AsSpan(0, target.Length) : [], [], target, out var present);
        return (rows, present);
    }

    private (long Rows, long Values) TakeBytes(ColumnReader<ByteArray> source, Span<ByteArray> target)
    {
        var taken = Take(source, target);
        foreach (var value in target[..(int)taken.Values])
        {
            if (value.Length > ParquetLimits.ValueBytes)
            {
                throw ParquetDamage.NotRead(FormattableString.Invariant($"a value has {value.Length >> 20} MiB, more than {ParquetLimits.ValueBytes >> 20}"));
            }
        }

        return taken;
    }

    private (long Rows, long Values) TakeInts(ColumnReader<int> source, Span<long> target)
    {
        var ints = Room<int>(target.Length);
        var taken = Take(source, ints);
        if (column is { Kind: ParquetKind.Integer, IsSigned: false })
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = (uint)ints[i];
            }

            return taken;
        }

        for (var i = 0; i < target.Length; i++)
        {
            target[i] = ints[i];
        }

        return taken;
    }

    private (long Rows, long Values) TakeBooleans(ColumnReader<bool> source, Span<long> target)
    {
        var booleans = Room<bool>(target.Length);
        var taken = Take(source, booleans);
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = booleans[i] ? 1 : 0;
        }

        return taken;
    }

    private (long Rows, long Values) TakeFloats(ColumnReader<float> source, Span<double> target)
    {
        var floats = Room<float>(target.Length);
        var taken = Take(source, floats);
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = floats[i];
        }

        return taken;
    }

    private unsafe (long, long) TakeHalves(ColumnReader<FixedLenByteArray> source, Span<double> target)
    {
        var halves = Room<FixedLenByteArray>(target.Length);
        var taken = Take(source, halves);
        for (var i = 0; i < taken.Values; i++)
        {
            target[i] = (double)Unsafe.ReadUnaligned<Half>((void*)halves[i].Pointer);
        }

        return taken;
    }

    private (long Rows, long Values) TakeFixed(ColumnReader<FixedLenByteArray> source, Span<ByteArray> target)
    {
        var pointers = Room<FixedLenByteArray>(target.Length);
        var taken = Take(source, pointers);
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = new ByteArray(pointers[i].Pointer, column.TypeLength);
        }

        return taken;
    }

    private (long Rows, long Values) TakeTimes(ColumnReader<Int96> source, Span<ByteArray> target)
    {
        var times = Room<Int96>(target.Length);
        var taken = Take(source, times);
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = new ByteArray(Marshal.UnsafeAddrOfPinnedArrayElement(values, i), column.TypeLength);
        }

        return taken;
    }

    /// <summary>Pinned memory for values of the library's type.</summary>
    private Span<T> Room<T>(int count)
    {
        if (values.Length < count)
        {
            values = GC.AllocateArray<T>(count, pinned: true);
        }

        return ((T[])values).AsSpan(0, count);
    }

    private void Mark(ParquetBatch batch, int rows, int present)
    {
        if (!column.IsOptional || present == rows)
        {
            if (present != rows)
            {
                throw TooFew();
            }

            batch.Begin(rows);
            return;
        }

        var marks = batch.Begin(rows, present);
        var count = 0;
        for (var i = 0; i < marks.Length; i++)
        {
            marks[i] = levels[i] == 1;
            count += levels[i];
        }

        if (count != present)
        {
            throw TooFew();
        }
    }

    private InvalidDataException TooFew() => ParquetDamage.Of($"{Place} has fewer values than its pages say");
}
