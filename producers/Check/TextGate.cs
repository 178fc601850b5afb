using System.Text.Unicode;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Text, which stays the UTF-8 that it came as.</summary>
internal sealed class TextGate(ContractColumn column) : ColumnGate(column)
{
    private readonly TextRules rules = new(column);

    public override RuleBreak? Append(ReadOnlySpan<byte> field, ColumnBuffer target)
    {
        var buffer = (TextColumn)target;
        if (buffer.TryAppendKnown(field))
        {
            // Only values that pass come into the column.
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
