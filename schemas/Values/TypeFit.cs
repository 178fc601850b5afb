namespace DataShare.Schemas;

/// <summary>Checks whether one type can hold every value of another.</summary>
internal static class TypeFit
{
    /// <summary>A double holds every whole number of 53 bits.</summary>
    private const int DoubleDigits = 15;

    /// <summary>The values must stay exact and keep their meaning: a date is not a timestamp, and a number is not a text.</summary>
    public static bool Holds(ColumnType target, ColumnType source)
    {
        if (target == source)
        {
            return true;
        }

        return (source.Kind, target.Kind) switch
        {
            (ColumnKind.Decimal, ColumnKind.Decimal) =>
                target.Scale >= source.Scale && target.Precision - target.Scale >= source.Precision - source.Scale,
            (ColumnKind.Decimal, _) when IsInteger(target) => source.Scale == 0 && source.Precision < Digits(target),
            (ColumnKind.Decimal, ColumnKind.Double) => source.Scale == 0 && source.Precision <= DoubleDigits,
            (_, ColumnKind.Decimal) when IsInteger(source) => target.Precision - target.Scale >= Digits(source),
            (_, ColumnKind.Double) when IsInteger(source) => source.Kind != ColumnKind.Int64,
            _ => IsInteger(source) && IsInteger(target) && source.Kind < target.Kind,
        };
    }

    private static bool IsInteger(ColumnType type) => type.Kind is >= ColumnKind.Int8 and <= ColumnKind.Int64;

    /// <summary>The number of digits of the greatest value. Every number with one digit less fits.</summary>
    private static int Digits(ColumnType type) => type.Kind switch
    {
        ColumnKind.Int8 => 3,
        ColumnKind.Int16 => 5,
        ColumnKind.Int32 => 10,
        _ => 19,
    };
}
