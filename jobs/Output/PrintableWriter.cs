using System.Globalization;
using System.Text;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>
/// Text on its way to a terminal. What a file, a name or a value holds cannot move the cursor, change colours or turn the
/// direction of the text: it is shown as its code, in the form that JSON has too.
/// </summary>
internal sealed class PrintableWriter(TextWriter output) : TextWriter(CultureInfo.InvariantCulture)
{
    /// <summary>Stands for the escape character before the program's own colours, and nowhere else.</summary>
    public const char OwnEscape = '\uE01B';

    public override Encoding Encoding => output.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        var begin = 0;
        for (var i = 0; i < buffer.Length; i++)
        {
            if (Code(buffer[i], buffer[(i + 1)..]) is { } code)
            {
                output.Write(buffer[begin..i]);
                output.Write(code);
                begin = i + 1;
            }
        }

        output.Write(buffer[begin..]);
    }

    public override void Flush() => output.Flush();

    /// <summary>What is written instead; null for the character itself.</summary>
    private static string? Code(char c, ReadOnlySpan<char> next) => c switch
    {
        OwnEscape => "\e",
        '\n' or '\t' => null,
        '\r' when next is ['\n', ..] => null,
        _ when PrintableText.IsPrintable(c) => null,
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
    };
}
