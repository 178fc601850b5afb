using System.Numerics;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Decimals of 29 to 38 digits, as their unscaled whole number.</summary>
internal sealed class WideDecimalGate(ContractColumn column, byte separator) : ColumnGate(column), IValueGate<BigInteger>
{
    private readonly WideDecimalParser parser = new(column.Type, separator);
    private readonly ValueRules<BigInteger> rules = new(
        column with { Rules = InSteps(column) },
        text => ValueSteps.Of(column.Type, text)?.Steps ?? throw new FormatException($"Column '{column.Name}': the rule's value '{text}' is not {column.Type}."));

    public override RuleBreak? Append(ReadOnlySpan<byte> field, ColumnBuffer target) =>
        parser.TryParse(field, out var value) ? Append(value, target) : NotOfType;

    public RuleBreak? Append(BigInteger value, ColumnBuffer target)
    {
        var broken = rules.Check(value);
        if (broken is null)
        {
            ((WideDecimalColumn)target).Append(value);
        }

        return broken;
    }

    /// <summary>A bound may lie between two values of the column, so it is moved to the nearest value inside the range.</summary>
    private static ColumnRules InSteps(ContractColumn column)
    {
        var (rules, type) = (column.Rules, column.Type);
        return rules with
        {
            Minimum = ValueSteps.Least(type, rules.Minimum) is { } least ? new RuleBound(ValueSteps.Text(type, least), Exclusive: false) : null,
            Maximum = ValueSteps.Most(type, rules.Maximum) is { } most ? new RuleBound(ValueSteps.Text(type, most), Exclusive: false) : null,
        };
    }
}
