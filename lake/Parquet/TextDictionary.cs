using System.Numerics;
using System.Runtime.InteropServices;

namespace DataShare.Lake;

/// <summary>The distinct values of a text column while they are few, in the order in which they came.</summary>
internal sealed class TextDictionary
{
    /// <summary>After so many values, the dictionary is only kept if values repeat.</summary>
    private const int Sample = 1024;

    private const int MaxValues = 1 << 16;
    private const int MaxBytes = 1 << 20;

    /// <summary>The most slots that are searched for a value. Only values that were crafted for collisions need more.</summary>
    private const int MaxProbes = 64;

    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    private static readonly ulong Seed = (ulong)Random.Shared.NextInt64();

    private readonly List<(int Start, int Length, uint Hash)> values = [];
    private int[] slots = new int[256];

    /// <summary>The values, one after the other.</summary>
    public ByteBuffer Bytes { get; } = new();

    public int Count => values.Count;

    /// <summary>The size of the dictionary page in a file, where each value has its length before it.</summary>
    private int BytesOfPage => Bytes.Length + (values.Count * sizeof(int));

    /// <summary>The bytes of the longest value.</summary>
    public int LongestValue { get; private set; }

    public ReadOnlySpan<byte> this[int index] => Bytes.Written.Slice(values[index].Start, values[index].Length);

    /// <summary>The place of a value in <see cref="Bytes"/>.</summary>
    public (int Start, int Length) Place(int index) => (values[index].Start, values[index].Length);

    /// <summary>The index of a value; -1 if the dictionary does not have it.</summary>
    public int Find(ReadOnlySpan<byte> value) => SlotOf(value, Hash(value)) is >= 0 and var slot ? slots[slot] - 1 : -1;

    /// <summary>The index of a value, which is added if it is new; -1 if there are too many distinct values.</summary>
    /// <param name="rows">The number of values so far.</param>
    public int FindOrAdd(ReadOnlySpan<byte> value, int rows)
    {
        var hash = Hash(value);
        var slot = SlotOf(value, hash);
        return slot switch
        {
            >= 0 when slots[slot] > 0 => slots[slot] - 1,
            >= 0 => Add(value, hash, slot, rows),
            _ => -1,
        };
    }

    /// <summary>For each value, whether one of the indexes refers to it.</summary>
    public bool[] Used(ReadOnlySpan<int> places)
    {
        var used = new bool[Count];
        foreach (var place in places)
        {
            used[place] = true;
        }

        return used;
    }

    public void Clear()
    {
        values.Clear();
        LongestValue = 0;
        Bytes.Clear();
        slots.AsSpan().Clear();
    }

    /// <summary>The slot of the value, or an empty slot for it; -1 if no near slot is empty.</summary>
    private int SlotOf(ReadOnlySpan<byte> value, uint hash)
    {
        var mask = slots.Length - 1;
        for (var probe = 0; probe < MaxProbes; probe++)
        {
            var slot = (int)(hash + (uint)probe) & mask;
            if (slots[slot] == 0)
            {
                return slot;
            }

            var (start, length, known) = values[slots[slot] - 1];
            if (known == hash && length == value.Length && value.SequenceEqual(Bytes.Written.Slice(start, length)))
            {
                return slot;
            }
        }

        return -1;
    }

    private int Add(ReadOnlySpan<byte> value, uint hash, int slot, int rows)
    {
        if (values.Count == MaxValues || BytesOfPage + value.Length > MaxBytes || (rows > Sample && values.Count > rows / 2))
        {
            return -1;
        }

        values.Add((Bytes.Length, value.Length, hash));
        value.CopyTo(Bytes.Add(value.Length));
        LongestValue = Math.Max(LongestValue, value.Length);
        slots[slot] = values.Count;
        if (values.Count * 2 > slots.Length)
        {
            Grow();
        }

        return values.Count - 1;
    }

    private void Grow()
    {
        slots = new int[slots.Length * 2];
        var mask = slots.Length - 1;
        foreach (var (index, value) in values.Index())
        {
            var at = (int)value.Hash & mask;
            while (slots[at] != 0)
            {
                at = (at + 1) & mask;
            }

            slots[at] = index + 1;
        }
    }

    private static uint Hash(ReadOnlySpan<byte> value)
    {
        var hash = Seed ^ (ulong)value.Length;
        while (value.Length >= sizeof(ulong))
        {
            hash = BitOperations.RotateLeft((hash ^ MemoryMarshal.Read<ulong>(value)) * Multiplier, 29);
            value = value[sizeof(ulong)..];
        }

        var rest = 0UL;
        for (var i = value.Length - 1; i >= 0; i--)
        {
            rest = (rest << 8) | value[i];
        }

        hash = (hash ^ rest) * Multiplier;
        return (uint)(hash >> 32);
    }
}
