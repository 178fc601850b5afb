using System.Numerics;
using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>Converts decimals and whole numbers of a file to decimals of a contract, without rounding.</summary>
internal sealed class DecimalValues : ParquetValueGate
{
    private readonly ColumnGate gate;
    private readonly IValueGate<decimal>? narrow;
    private readonly BigInteger limit;
    private readonly BigInteger power;
    private readonly int sourceScale;
    private readonly int scale;
    private readonly long fastLimit;
    private readonly long fastPower;
    private ParquetBatch? batch;
    private ColumnBuffer? target;

    public DecimalValues(ColumnGate gate, ParquetInputColumn column)
    {
        this.gate = gate;
        var type = gate.Column.Type;
        narrow = gate as IValueGate<decimal>;
        (sourceScale, scale) = (column.Scale, type.Scale);
        limit = BigInteger.Pow(10, type.Precision);
        power = BigInteger.Pow(10, Math.Abs(scale - sourceScale));
        fastPower = power <= long.MaxValue ? (long)power : 0;
        // Below this, a value times the power is below the limit and fits 64 bits.
        fastLimit = scale >= sourceScale && fastPower > 0 ? (long)BigInteger.Min(limit - 1, long.MaxValue) / fastPower : -1;
    }

    public override void Begin(ParquetBatch batch, ColumnBuffer target) => (this.batch, this.target) = (batch, target);

    public override RuleBreak? Append(int value)
    {
        if (narrow is not null && batch!.HasLongs && batch.Column is not { Bits: 64, IsSigned: false })
        {
            var number = batch.Longs[value];
            if (number <= fastLimit && number >= -fastLimit)
            {
                var unscaled = Math.Abs(number * fastPower);
                return narrow.Append(new decimal((int)unscaled, (int)(unscaled >> 32), 0, number < 0, (byte)scale), target!);
            }
        }

        return AppendAny(value);
    }

    private RuleBreak? AppendAny(int value)
    {
        if (!batch!.HasLongs && batch.Bytes(value).Length > 64)
        {
            return gate.NotOfType;
        }

        var unscaled = batch is { HasLongs: true, Column: { Bits: 64, IsSigned: false } }
            ? (ulong)batch.Longs[value]
            : ParquetNumbers.Unscaled(batch, value);
        if (sourceScale > scale)
        {
            unscaled = BigInteger.DivRem(unscaled, power, out var lost);
            if (!lost.IsZero)
            {
                return gate.NotOfType;
            }
        }
        else
        {
            unscaled *= power;
        }

        if (BigInteger.Abs(unscaled) >= limit)
        {
            return gate.NotOfType;
        }

        if (narrow is null)
        {
            return ((IValueGate<BigInteger>)gate).Append(unscaled, target!);
        }

        var bits = decimal.GetBits((decimal)BigInteger.Abs(unscaled));
        return narrow.Append(new decimal(bits[0], bits[1], bits[2], unscaled.Sign < 0, (byte)scale), target!);
    }
}
