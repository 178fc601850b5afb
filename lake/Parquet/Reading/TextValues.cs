using System.Text;

namespace DataShare.Lake;

/// <summary>Texts; those of a dictionary are the same memory each time.</summary>
internal sealed class TextValues : ParquetValues<ReadOnlyMemory<char>>
{
    private const int BlockChars = 64 * 1024;

    private readonly BatchValues<ReadOnlyMemory<char>> values;
    private ParquetDictionary? dictionary;
    private ReadOnlyMemory<char>?[] known = [];
    private char[] block = [];
    private int used;

    public TextValues(ParquetColumnReader reader, int rows, int rowsAtOnce) =>
        values = new BatchValues<ReadOnlyMemory<char>>(reader, rows, rowsAtOnce, Text);

    public override int Rows => values.Rows;

    public override bool Next(out ReadOnlyMemory<char> next) => values.Next(out next);

    public override void Dispose() => values.Dispose();

    private ReadOnlyMemory<char> Text(ParquetBatch batch, int value)
    {
        if (batch.Dictionary is not { } entries)
        {
            return Decode(batch.Bytes(value));
        }

        if (entries != dictionary)
        {
            (dictionary, known) = (entries, new ReadOnlyMemory<char>?[entries.Count]);
        }

        return known[batch.Indexes[value]] ??= Decode(batch.Bytes(value));
    }

    /// <summary>Memory that was given away stays as it is, so a full block is left behind.</summary>
    private ReadOnlyMemory<char> Decode(ReadOnlySpan<byte> utf8)
    {
        if (block.Length - used < utf8.Length)
        {
            (block, used) = (new char[Math.Max(BlockChars, utf8.Length)], 0);
        }

        var text = block.AsMemory(used, Encoding.UTF8.GetChars(utf8, block.AsSpan(used)));
        used += text.Length;
        return text;
    }
}
