namespace DataShare.Lake;

/// <summary>Whole numbers as differences.</summary>
internal sealed class DeltaValues(ByteSlice page, ParquetType type) : PageValues
{
    private DeltaDecoder numbers = new(page);

    public override void Read(ParquetBatch batch, int count)
    {
        var target = batch.AddLongs(count);
        numbers.Read(target);
        if (type is ParquetType.Int64)
        {
            return;
        }

        // 32 bits wrap around, and an unsigned column has them as they are.
        var isUnsigned = batch.Column is { Kind: ParquetKind.Integer, IsSigned: false };
        foreach (ref var value in target)
        {
            value = isUnsigned ? (uint)value : (int)value;
        }
    }
}

/// <summary>The lengths of the values first, then their bytes.</summary>
internal sealed class DeltaLengthValues : PageValues
{
    private readonly ByteSlice page;
    private readonly int[] lengths;
    private int next;
    private int at;

    public DeltaLengthValues(ByteSlice page)
    {
        this.page = page;
        (lengths, at) = Lengths(page);
    }

    /// <summary>Reads all lengths of a page, and tells where in the buffer they end.</summary>
    public static (int[] Lengths, int End) Lengths(ByteSlice page)
    {
        var numbers = new DeltaDecoder(page);
        if (numbers.Count > ParquetLimits.PageValues)
        {
            throw ParquetDamage.NotRead(FormattableString.Invariant($"a page has {numbers.Count:N0} values, more than {ParquetLimits.PageValues:N0} in this encoding"));
        }

        Span<long> some = stackalloc long[128];
        var all = new List<int>();
        while (all.Count < numbers.Count)
        {
            var read = some[..Math.Min(some.Length, numbers.Count - all.Count)];
            numbers.Read(read);
            foreach (var length in read)
            {
                all.Add(length is >= 0 and <= ParquetLimits.ValueBytes ? (int)length : throw ParquetDamage.Of("a page has values of an invalid length"));
            }
        }

        return ([.. all], numbers.Position);
    }

    public override void Read(ParquetBatch batch, int count)
    {
        if (count > lengths.Length - next)
        {
            throw TooFew();
        }

        var end = page.Start + page.Length;
        foreach (ref var slice in batch.AddSlices(count))
        {
            var length = lengths[next++];
            if (length > end - at)
            {
                throw TooFew();
            }

            slice = new ByteSlice(page.Buffer, at, length);
            at += length;
        }
    }
}

/// <summary>Each value as what it has in common with the one before, and the rest.</summary>
internal sealed class DeltaByteValues : PageValues
{
    private readonly ByteSlice page;
    private readonly MemoryBudget budget;
    private readonly int fixedLength;
    private readonly int[] prefixes;
    private readonly int[] suffixes;
    private byte[] previous = [];
    private int previousLength;
    private long taken;
    private int next;
    private int at;

    public DeltaByteValues(ByteSlice page, ParquetInputColumn column, MemoryBudget budget)
    {
        (this.page, this.budget) = (page, budget);
        fixedLength = column.Physical is ParquetType.FixedLenByteArray ? column.TypeLength : -1;
        (prefixes, var end) = DeltaLengthValues.Lengths(page);
        (suffixes, at) = DeltaLengthValues.Lengths(page with { Start = end, Length = page.Start + page.Length - end });
        if (prefixes.Length != suffixes.Length)
        {
            throw ParquetDamage.Of("a page has different numbers of prefixes and suffixes");
        }
    }

    public override void Read(ParquetBatch batch, int count)
    {
        if (count > prefixes.Length - next)
        {
            throw TooFew();
        }

        var total = 0L;
        for (var i = next; i < next + count; i++)
        {
            total += prefixes[i] + suffixes[i];
        }

        if (total > ParquetLimits.PageBytes)
        {
            throw ParquetDamage.NotRead(FormattableString.Invariant($"a few values unpack to {total >> 20} MiB"));
        }

        // What an earlier batch took is free by now.
        budget.Give(taken);
        budget.Take(taken = total);
        var bytes = new byte[total];
        var start = 0;
        foreach (ref var slice in batch.AddSlices(count))
        {
            slice = Next(bytes, start);
            start += slice.Length;
        }

        if (next == prefixes.Length)
        {
            // Nobody is told when the page is done with.
            budget.Give(taken);
            taken = 0;
        }
    }

    private ByteSlice Next(byte[] bytes, int start)
    {
        var (prefix, suffix) = (prefixes[next], suffixes[next]);
        next++;
        if (prefix > previousLength || suffix > page.Start + page.Length - at || (fixedLength >= 0 && prefix + suffix != fixedLength))
        {
            throw ParquetDamage.Of("a page has a value that does not fit the previous one");
        }

        previous.AsSpan(0, prefix).CopyTo(bytes.AsSpan(start));
        page.Buffer.AsSpan(at, suffix).CopyTo(bytes.AsSpan(start + prefix));
        at += suffix;
        previousLength = prefix + suffix;
        if (previous.Length < previousLength)
        {
            Array.Resize(ref previous, Math.Max(previousLength, previous.Length * 2));
        }

        bytes.AsSpan(start, previousLength).CopyTo(previous);
        return new ByteSlice(bytes, start, previousLength);
    }
}
