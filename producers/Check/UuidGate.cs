using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>UUIDs. They are stored as lower-case text, so that equal UUIDs have equal bytes.</summary>
internal sealed class UuidGate(ContractColumn column) : ColumnGate(column), IValueGate<Guid>
{
    private readonly TextRules rules = new(column);

    public override RuleBreak? Append(ReadOnlySpan<byte> field, ColumnBuffer target) =>
        default(UuidParser).TryParse(field, out var value) ? Append(value, target) : NotOfType;

    public RuleBreak? Append(Guid value, ColumnBuffer target)
    {
        Span<byte> text = stackalloc byte[36];
        value.TryFormat(text, out _, "D");
        var broken = rules.Check(text);
        if (broken is null)
        {
            ((TextColumn)target).Append(text);
        }

        return broken;
    }
}
