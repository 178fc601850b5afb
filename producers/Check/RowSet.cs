namespace DataShare.Producers;

/// <summary>A set of row numbers of one file, from 1, as bits: a million rows take 128 KB. For one writer.</summary>
internal sealed class RowSet
{
    private ulong[] bits = new ulong[16];

    public long Count { get; private set; }

    /// <summary>In ascending order.</summary>
    public IEnumerable<long> Rows
    {
        get
        {
            for (var word = 0; word < bits.Length; word++)
            {
                for (var rest = bits[word]; rest != 0; rest &= rest - 1)
                {
                    yield return ((long)word * 64) + System.Numerics.BitOperations.TrailingZeroCount(rest);
                }
            }
        }
    }

    /// <summary>Adds a row; does nothing if the set has it.</summary>
    public void Add(long row)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(row, 1);
        var word = checked((int)(row / 64));
        if (word >= bits.Length)
        {
            Array.Resize(ref bits, Math.Max(word + 1, bits.Length * 2));
        }

        var bit = 1UL << (int)(row % 64);
        Count += (bits[word] & bit) == 0 ? 1 : 0;
        bits[word] |= bit;
    }

    public bool Contains(long row) =>
        row / 64 is var word && word < bits.Length && (bits[word] & (1UL << (int)(row % 64))) != 0;
}
