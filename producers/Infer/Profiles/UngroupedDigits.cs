using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Removes the separators between groups of digits, by the gate's own rule. Not thread-safe.</summary>
internal sealed class UngroupedDigits
{
    private static readonly ContractColumn Any = new() { Id = "n", Name = "n", Type = new ColumnType(ColumnKind.Int64) };

    private readonly Taken taken = new();
    private readonly GroupedDigitsGate gate;

    public UngroupedDigits(NumberForm form, char thousands) => gate = new GroupedDigitsGate(taken, thousands, (byte)form.Decimal);

    /// <summary>The number without separators; false when they do not stand between groups of digits.</summary>
    public bool TryUngroup(ReadOnlySpan<byte> field, out ReadOnlySpan<byte> digits)
    {
        // Taken ignores its target.
        var isGrouped = gate.Append(field, null!) is null;
        digits = taken.Digits;
        return isGrouped;
    }

    private sealed class Taken() : ColumnGate(Any)
    {
        private byte[] digits = new byte[64];
        private int length;

        public ReadOnlySpan<byte> Digits => digits.AsSpan(0, length);

        public override RuleBreak? Append(ReadOnlySpan<byte> field, ColumnBuffer target)
        {
            if (digits.Length < field.Length)
            {
                digits = new byte[field.Length];
            }

            field.CopyTo(digits);
            length = field.Length;
            return null;
        }
    }
}
