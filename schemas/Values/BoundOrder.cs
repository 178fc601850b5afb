using System.Numerics;

namespace DataShare.Schemas;

/// <summary>Compares bounds of a column by the values that they allow, not by their text.</summary>
internal static class BoundOrder
{
    /// <summary>Whether the bound forbids some value of the type.</summary>
    public static bool Binds(ColumnType type, RuleBound? bound, bool isLower) =>
        bound is not null
        && (Steps(type, bound, isLower) is not { } steps
            || ValueSteps.Range(type) is not var (least, most)
            || (isLower ? steps > least : steps < most));

    /// <summary>Above 0 if the new bound allows fewer values, 0 if it allows the same; null if this cannot be decided.</summary>
    public static int? Compare((ColumnType Type, RuleBound Bound) before, (ColumnType Type, RuleBound Bound) after, bool isLower)
    {
        var isOneKind = before.Type.Kind == after.Type.Kind || (IsNumber(before.Type) && IsNumber(after.Type));
        var (old, now) = (Steps(before.Type, before.Bound, isLower), Steps(after.Type, after.Bound, isLower));
        if (isOneKind && old is { } oldSteps && now is { } newSteps)
        {
            var scale = Math.Max(before.Type.Scale, after.Type.Scale);
            var order = Scaled(newSteps, after.Type, scale).CompareTo(Scaled(oldSteps, before.Type, scale));
            return isLower ? order : -order;
        }

        var written = ColumnValue.Compare(after.Type, after.Bound.Text, before.Bound.Text);
        return written is null ? null
            : written == 0 ? after.Bound.Exclusive.CompareTo(before.Bound.Exclusive)
            : isLower ? written : -written;
    }

    /// <summary>The first value that the bound allows, in steps; null if the type has no steps.</summary>
    public static BigInteger? Steps(ColumnType type, RuleBound bound, bool isLower) =>
        isLower ? ValueSteps.Least(type, bound) : ValueSteps.Most(type, bound);

    private static BigInteger Scaled(BigInteger steps, ColumnType type, int scale) => steps * BigInteger.Pow(10, scale - type.Scale);

    private static bool IsNumber(ColumnType type) => type.Kind is >= ColumnKind.Int8 and <= ColumnKind.Decimal;
}
