using System.Text.Unicode;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Text; its UTF-8 bytes are not changed.</summary>
internal sealed class TextGate(ContractColumn column) : ColumnGate(column)
{
    private readonly TextRules rules = new(column);

    public override RuleBreak? Append(ReadOnlySpan<byte> field, ColumnBuffer target)
    {
        var buffer = (TextColumn)target;
        if (buffer.TryAppendKnown(field))
        {
            // The column has only values that passed.
            return null;
        }

        if (!Utf8.IsValid(field))
        {
            return RuleBreak.BadUtf8;
        }

        var broken = rules.Check(field);
        if (broken is null)
        {
            buffer.Append(field);
        }

        return broken;
    }
}
