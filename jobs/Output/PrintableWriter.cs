using System.Globalization;
using System.Text;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>
/// Writes text to a terminal. Characters that move the cursor, change colours or reverse the direction of text are shown as
/// their codes, in the form of JSON.
/// </summary>
internal sealed class PrintableWriter(TextWriter output) : TextWriter(CultureInfo.InvariantCulture)
{
    /// <summary>Replaces the escape character before the program's own colours.</summary>
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

    /// <summary>The text that replaces the character; null to write the character itself.</summary>
    private static string? Code(char c, ReadOnlySpan<char> next) => c switch
    {
        OwnEscape => "\e",
        '\n' or '\t' => null,
        '\r' when next is ['\n', ..] => null,
        _ when PrintableText.IsPrintable(c) => null,
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
    };
}
