using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Text, decoded into the column's own memory before it is checked.</summary>
internal sealed class TextGate(ContractColumn column) : ColumnGate(column)
{
    private readonly TextRules rules = new(column);

    public override RuleBreak? Append(ReadOnlySpan<byte> field, ColumnBuffer target)
    {
        var buffer = (TextColumn)target;
        return buffer.TryDecode(field, out var text) ? Take(text, buffer) : RuleBreak.BadUtf8;
    }

    public RuleBreak? Append(ReadOnlySpan<char> text, ColumnBuffer target)
    {
        var buffer = (TextColumn)target;
        return Take(buffer.Copy(text), buffer);
    }

    private RuleBreak? Take(ReadOnlyMemory<char> text, TextColumn buffer)
    {
        var broken = rules.Check(text.Span);
        if (broken is null)
        {
            buffer.Append(text);
        }

        return broken;
    }
}
