using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using Parquet;
using Parquet.Schema;

namespace DataShare.Lake;

/// <summary>
/// A column of text. Characters are kept in a few large blocks, so that a million values cost no million
/// strings: Parquet.Net takes slices.
/// </summary>
public sealed class TextColumn : ColumnBuffer
{
    private const int BlockChars = 256 * 1024;

    /// <summary>Longer bounds are cut in the log: the first characters tell readers what to skip.</summary>
    private const int BoundChars = 32;

    private readonly bool showBounds;
    private readonly List<char[]> blocks = [];
    private ReadOnlyMemory<char>[] values = [];
    private int block = -1;
    private int used;

    internal TextColumn(DataField field, bool showBounds)
        : base(field) => this.showBounds = showBounds;

    /// <summary>
    /// Decodes UTF-8 into the column's own memory without counting it as a row, or returns false when the bytes
    /// are not UTF-8. <see cref="Append"/> makes a row of it; decoding again forgets it.
    /// </summary>
    public bool TryDecode(ReadOnlySpan<byte> utf8, out ReadOnlyMemory<char> text)
    {
        var room = Room(utf8.Length);
        var status = Utf8.ToUtf16(utf8, room.Span, out _, out var written, replaceInvalidSequences: false);
        text = room[..written];
        return status == OperationStatus.Done;
    }

    /// <summary>Copies text into the column's own memory; <see cref="Append"/> makes a row of it.</summary>
    public ReadOnlyMemory<char> Copy(ReadOnlySpan<char> text)
    {
        var room = Room(text.Length);
        text.CopyTo(room.Span);
        return room[..text.Length];
    }

    /// <param name="own">What <see cref="TryDecode"/> or <see cref="Copy"/> returned last.</param>
    public void Append(ReadOnlyMemory<char> own)
    {
        used += own.Length;
        Add(own);
    }

    /// <summary>Appends text that outlives the chunk as it is, such as one load id for many rows.</summary>
    public void AppendShared(ReadOnlyMemory<char> text) => Add(text);

    public override long PayloadBytes
    {
        get
        {
            var chars = (long)used;
            for (var i = 0; i < block; i++)
            {
                chars += blocks[i].Length;
            }

            return chars * sizeof(char);
        }
    }

    public override void Clear()
    {
        base.Clear();
        blocks.RemoveAll(b => b.Length > BlockChars);
        (block, used) = (blocks.Count > 0 ? 0 : -1, 0);
    }

    internal override ColumnStatistics Statistics()
    {
        if (ValueCount == 0 || !showBounds)
        {
            return new ColumnStatistics(Nulls, null, null);
        }

        var (minimum, maximum) = (values[0], values[0]);
        foreach (var value in values.AsSpan(1, ValueCount - 1))
        {
            if (value.Span.SequenceCompareTo(minimum.Span) < 0)
            {
                minimum = value;
            }
            else if (value.Span.SequenceCompareTo(maximum.Span) > 0)
            {
                maximum = value;
            }
        }

        return new ColumnStatistics(Nulls, LowerBound(minimum.Span), UpperBound(maximum.Span));
    }

    internal override Task WriteAsync(ParquetRowGroupWriter writer, DataField field, CancellationToken cancellationToken) =>
        WriteValuesAsync<ReadOnlyMemory<char>>(writer, field, values.AsMemory(0, ValueCount), cancellationToken);

    /// <summary>Goes back to where the first removed text began: rejected rows must not fill the memory.</summary>
    private protected override void RemoveValues(int count)
    {
        if (count > 0
            && MemoryMarshal.TryGetArray(values[ValueCount - count], out var text)
            && blocks.IndexOf(text.Array!) is >= 0 and var own)
        {
            (block, used) = (own, text.Offset);
        }
    }

    /// <summary>The characters of a value that is taken out stay until the chunk is emptied.</summary>
    private protected override void MoveValue(int from, int to) => values[to] = values[from];

    private void Add(ReadOnlyMemory<char> text)
    {
        var at = ValueCount;
        if (at == values.Length)
        {
            Array.Resize(ref values, Math.Max(1024, at * 2));
        }

        values[at] = text;
        MarkValue();
    }

    private Memory<char> Room(int chars)
    {
        if (block < 0 || blocks[block].Length - used < chars)
        {
            block++;
            used = 0;
            if (block == blocks.Count)
            {
                blocks.Add(new char[Math.Max(BlockChars, chars)]);
            }
            else if (blocks[block].Length < chars)
            {
                blocks[block] = new char[chars];
            }
        }

        return blocks[block].AsMemory(used);
    }

    /// <summary>
    /// Readers compare UTF-8 bytes, which is the order of UTF-16 only below the surrogates; a bound beyond them
    /// is left out rather than risked.
    /// </summary>
    private static string? LowerBound(ReadOnlySpan<char> text) =>
        HasSurrogateOrAbove(text) ? null : text[..Math.Min(text.Length, BoundChars)].ToString();

    private static string? UpperBound(ReadOnlySpan<char> text)
    {
        if (HasSurrogateOrAbove(text))
        {
            return null;
        }

        // A cut maximum must still be at or above every value: U+FFFD ends it.
        return text.Length <= BoundChars ? text.ToString() : string.Concat(text[..BoundChars], "�");
    }

    private static bool HasSurrogateOrAbove(ReadOnlySpan<char> text) => text.ContainsAnyInRange('\uD800', '\uFFFF');
}
