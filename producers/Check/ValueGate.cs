using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>A column whose buffer holds values of a .NET type.</summary>
internal sealed class ValueGate<T, TParser>(ContractColumn column, TParser parser, TParser contractParser)
    : ColumnGate(column), IValueGate<T>
    where T : struct, IComparable<T>
    where TParser : struct, IFieldParser<T>
{
    private readonly ValueRules<T> rules = new(column, text => ParseOwn<T, TParser>(contractParser, text, column));

    private readonly IFormattedParser? formatted = parser as IFormattedParser;

    public override RuleBreak? Append(ReadOnlySpan<byte> field, ColumnBuffer target) =>
        parser.TryParse(field, out var value) ? Append(value, target)
        : typeof(T) == typeof(double) && NonFiniteWords.TryParse(field, out _) ? RuleBreak.NonFinite
        : formatted?.Conflict(field) is { } conflict ? new RuleBreak("type", conflict)
        : NotOfType;

    public RuleBreak? Append(T value, ColumnBuffer target)
    {
        var broken = rules.Check(value);
        if (broken is null)
        {
            ((ValueColumn<T>)target).Append(value);
        }

        return broken;
    }
}

/// <summary>A gate for values that already have the column's type, as in a Parquet file.</summary>
internal interface IValueGate<in T>
{
    RuleBreak? Append(T value, ColumnBuffer target);
}
