using System.Numerics;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Decimals of 29 to 38 digits, as their unscaled whole number.</summary>
internal sealed class WideDecimalGate(ContractColumn column, byte separator) : ColumnGate(column), IValueGate<BigInteger>
{
    private readonly WideDecimalParser parser = new(column.Type, separator);
    private readonly ValueRules<BigInteger> rules = new(
        column,
        text => ContractText.Parse<BigInteger, WideDecimalParser>(new(column.Type, (byte)'.'), text, column));

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
}
