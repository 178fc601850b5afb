using System.Text;

namespace DataShare.Lake;

/// <summary>Decodes texts from UTF-8, many into one array. A text that repeats the one before shares its memory.</summary>
internal sealed class TextBlocks
{
    private const int BlockChars = 64 * 1024;

    private readonly ByteBuffer last = new();
    private ReadOnlyMemory<char> lastText;
    private char[] block = [];
    private int used;

    public ReadOnlyMemory<char> Add(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.SequenceEqual(last.Written))
        {
            last.Clear();
            utf8.CopyTo(last.Add(utf8.Length));
            lastText = Decode(utf8);
        }

        return lastText;
    }

    /// <summary>Callers keep the returned memory, so a full block is replaced, not reused.</summary>
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
