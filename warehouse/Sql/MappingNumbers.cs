using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// The types of numbers in calculations. They are so wide that no result is out of range, and the same in every engine. With
/// their own types, engines would give different digits, or fail.
/// </summary>
internal static class MappingNumbers
{
    public static readonly ColumnType Double = new(ColumnKind.Double);

    public static bool IsNumber(ColumnType type) => type.Kind is >= ColumnKind.Int8 and <= ColumnKind.Double;

    public static bool IsWhole(ColumnType type) => type.Kind is >= ColumnKind.Int8 and <= ColumnKind.Int64;

    /// <summary>The decimal that holds every value of the type; a double for a type without exact numbers.</summary>
    public static ColumnType Exact(ColumnType type) => type.Kind switch
    {
        ColumnKind.Int8 => ColumnType.Decimal(3, 0),
        ColumnKind.Int16 => ColumnType.Decimal(5, 0),
        ColumnKind.Int32 => ColumnType.Decimal(10, 0),
        ColumnKind.Int64 => ColumnType.Decimal(19, 0),
        ColumnKind.Decimal => type,
        _ => Double,
    };

    /// <summary>The type of a written number.</summary>
    public static ColumnType Exact(string digits)
    {
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? ColumnType.Decimal(digits.Length, 0) : ColumnType.Decimal(digits.Length - 1, digits.Length - point - 1);
    }

    /// <summary>The type of a sum or difference of two exact numbers; a double if no decimal is wide enough.</summary>
    public static ColumnType Sum(ColumnType left, ColumnType right) =>
        Decimal(Math.Max(Places(left), Places(right)) + 1, Math.Max(left.Scale, right.Scale));

    /// <summary>The type of a product. SQL Server needs one digit more; without it, the server drops a digit after the point.</summary>
    public static ColumnType Product(ColumnType left, ColumnType right)
    {
        var (places, scale) = (Places(left) + Places(right), left.Scale + right.Scale);
        return scale > 0 && places + scale == ColumnType.MaxPrecision ? Double : Decimal(places, scale);
    }

    /// <summary>The type of a rounded decimal, which may get one more digit before the point.</summary>
    public static ColumnType Rounded(ColumnType type, int scale) => scale < type.Scale ? ColumnType.Decimal(Places(type) + 1 + scale, scale) : type;

    /// <summary>The common type of alternative numbers of several types.</summary>
    public static ColumnType Common(IReadOnlyList<ColumnType> types) => types switch
    {
        _ when types.All(IsWhole) => types.MaxBy(t => t.Kind),
        _ when types.Contains(Double) => Double,
        _ => Decimal(types.Select(Exact).Max(Places), types.Select(Exact).Max(t => t.Scale)),
    };

    private static int Places(ColumnType type) => type.Precision - type.Scale;

    private static ColumnType Decimal(int places, int scale) =>
        places + scale <= ColumnType.MaxPrecision ? ColumnType.Decimal(places + scale, scale) : Double;
}
