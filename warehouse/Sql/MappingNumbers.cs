using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// The types of numbers that are calculated with. They are so wide that no result is out of range, and the same in
/// every engine: each by itself would give other digits, or fail.
/// </summary>
internal static class MappingNumbers
{
    public static readonly ColumnType Double = new(ColumnKind.Double);

    public static bool IsNumber(ColumnType type) => type.Kind is >= ColumnKind.Int8 and <= ColumnKind.Double;

    public static bool IsWhole(ColumnType type) => type.Kind is >= ColumnKind.Int8 and <= ColumnKind.Int64;

    /// <summary>The decimal that holds every value of the type; what is no exact number is a double.</summary>
    public static ColumnType Exact(ColumnType type) => type.Kind switch
    {
        ColumnKind.Int8 => ColumnType.Decimal(3, 0),
        ColumnKind.Int16 => ColumnType.Decimal(5, 0),
        ColumnKind.Int32 => ColumnType.Decimal(10, 0),
        ColumnKind.Int64 => ColumnType.Decimal(19, 0),
        ColumnKind.Decimal => type,
        _ => Double,
    };

    /// <summary>Of a number as it is written.</summary>
    public static ColumnType Exact(string digits)
    {
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? ColumnType.Decimal(digits.Length, 0) : ColumnType.Decimal(digits.Length - 1, digits.Length - point - 1);
    }

    /// <summary>Of a sum or difference of two exact numbers; a double when no decimal is wide enough.</summary>
    public static ColumnType Sum(ColumnType left, ColumnType right) =>
        Decimal(Math.Max(Places(left), Places(right)) + 1, Math.Max(left.Scale, right.Scale));

    /// <summary>As <see cref="Sum"/>, of a product: SQL Server wants a digit more, and else takes one from behind the point.</summary>
    public static ColumnType Product(ColumnType left, ColumnType right)
    {
        var (places, scale) = (Places(left) + Places(right), left.Scale + right.Scale);
        return scale > 0 && places + scale == ColumnType.MaxPrecision ? Double : Decimal(places, scale);
    }

    /// <summary>Of a decimal that is rounded to fewer digits: it may carry to one place more.</summary>
    public static ColumnType Rounded(ColumnType type, int scale) => scale < type.Scale ? ColumnType.Decimal(Places(type) + 1 + scale, scale) : type;

    /// <summary>What numbers of several types become that stand for each other.</summary>
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
