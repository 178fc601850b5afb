using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>Finds the type of a column from its physical type, its logical type and its older converted type.</summary>
internal static class ParquetColumnType
{
    /// <summary>No other format has decimals with more digits.</summary>
    private const int MaxPrecision = 76;

    private const int HalfBytes = 2;
    private const int UuidBytes = 16;
    private const int Int96Bytes = 12;
    private const long Milli = 1_000;
    private const long Micro = 1_000_000;
    private const long Nano = 1_000_000_000;

    /// <param name="leaf">The column's index among the columns that have pages.</param>
    /// <param name="path">The names down to the first leaf of a nested column.</param>
    public static ParquetInputColumn Of(SchemaElement element, int leaf, Func<string> path)
    {
        if (element.Type is not { } physical || element.IsRepeated)
        {
            return new ParquetInputColumn
            {
                Name = element.Name,
                Kind = ParquetKind.Nested,
                Description = $"nested (a list, map or struct: {path()})",
            };
        }

        var column = Kind(element, physical);
        return column with
        {
            Name = element.Name,
            Leaf = column.Kind is ParquetKind.Other ? -1 : leaf,
            Physical = physical,
            TypeLength = physical is ParquetType.Int96 ? Int96Bytes : element.TypeLength,
            IsOptional = element.IsOptional,
            Type = ClrTypes.Of(column),
        };
    }

    private static ParquetInputColumn Kind(SchemaElement element, ParquetType physical) => physical switch
    {
        ParquetType.Boolean => New(ParquetKind.Boolean, "Boolean"),
        ParquetType.Int32 or ParquetType.Int64 => Whole(element, physical is ParquetType.Int32 ? 32 : 64),
        ParquetType.Int96 => Timestamp(null, Nano),
        ParquetType.Float => New(ParquetKind.Floating, "Single") with { Bits = 32 },
        ParquetType.Double => New(ParquetKind.Floating, "Double") with { Bits = 64 },
        ParquetType.ByteArray => Bytes(element),
        _ when element.TypeLength is < 1 or > ParquetLimits.ValueBytes =>
            New(ParquetKind.Other, $"values of {CountText.Of(element.TypeLength, "byte")} each"),
        _ => Bytes(element),
    };

    private static ParquetInputColumn Whole(SchemaElement element, int bits) => (element.Logical?.Id, element.Converted) switch
    {
        (LogicalMark.Decimal, _) => Decimal(element.Logical!.Precision, element.Logical.Scale),
        (LogicalMark.Date, _) when bits == 32 => New(ParquetKind.Date, "a date"),
        (LogicalMark.Timestamp, _) when bits == 64 => Timestamp(element.Logical!.IsUtc, UnitOf(element.Logical.Unit)),
        (LogicalMark.Time, _) => New(ParquetKind.Other, "a time of day"),
        (LogicalMark.Integer, _) when element.Logical!.Bits is 8 or 16 or 32 or 64 && element.Logical.Bits <= bits =>
            Integer(element.Logical.Bits, element.Logical.IsSigned),
        (LogicalMark.Null, _) => Integer(bits, isSigned: true),
        (not null, null) => New(ParquetKind.Other, "of an unknown type"),
        (_, null) => Integer(bits, isSigned: true),
        (_, 5) => Decimal(element.Precision, element.Scale),
        (_, 6) when bits == 32 => New(ParquetKind.Date, "a date"),
        (_, 7 or 8) => New(ParquetKind.Other, "a time of day"),
        // Writers without logical types used these both for moments and for times without zone.
        (_, 9) when bits == 64 => Timestamp(null, Milli),
        (_, 10) when bits == 64 => Timestamp(null, Micro),
        (_, >= 11 and <= 14 and int mark) when 8 << (mark - 11) <= bits => Integer(8 << (mark - 11), isSigned: false),
        (_, >= 15 and <= 18 and int mark) when 8 << (mark - 15) <= bits => Integer(8 << (mark - 15), isSigned: true),
        _ => New(ParquetKind.Other, "of an unknown type"),
    };

    private static ParquetInputColumn Bytes(SchemaElement element) => (element.Logical?.Id, element.Converted) switch
    {
        (LogicalMark.Text or LogicalMark.Enum or LogicalMark.Json, _) => New(ParquetKind.Text, "text"),
        (LogicalMark.Decimal, _) => Decimal(element.Logical!.Precision, element.Logical.Scale),
        (LogicalMark.Uuid, _) when element.TypeLength == UuidBytes => New(ParquetKind.Uuid, "Guid"),
        (LogicalMark.Half, _) when element.TypeLength == HalfBytes => New(ParquetKind.Floating, "Half") with { Bits = 16 },
        (LogicalMark.Bson or LogicalMark.Null, _) => New(ParquetKind.Bytes, "binary"),
        (not null, null) => New(ParquetKind.Other, "of an unknown type"),
        (_, 0 or 4 or 19) => New(ParquetKind.Text, "text"),
        (_, 5) => Decimal(element.Precision, element.Scale),
        (_, 21) => New(ParquetKind.Other, "an interval"),
        _ => New(ParquetKind.Bytes, "binary"),
    };

    private static ParquetInputColumn Decimal(int precision, int scale) =>
        precision is < 1 or > MaxPrecision || scale < 0 || scale > precision
            ? New(ParquetKind.Other, string.Create(CultureInfo.InvariantCulture, $"a decimal of {precision} digits, {scale} of them after the decimal point"))
            : New(ParquetKind.Decimal, string.Create(CultureInfo.InvariantCulture, $"decimal({precision},{scale})")) with { Precision = precision, Scale = scale };

    private static ParquetInputColumn Integer(int bits, bool isSigned)
    {
        var name = bits == 8 ? (isSigned ? "SByte" : "Byte") : (isSigned ? "Int" : "UInt") + bits.ToString(CultureInfo.InvariantCulture);
        return New(ParquetKind.Integer, name) with { Bits = bits, IsSigned = isSigned };
    }

    private static ParquetInputColumn Timestamp(bool? isUtc, long unitsPerSecond)
    {
        var description = isUtc switch
        {
            true => "a timestamp in UTC",
            false => "a timestamp without time zone",
            null => "a timestamp that may be in UTC",
        };
        return unitsPerSecond == 0
            ? New(ParquetKind.Other, "a timestamp of an unknown unit")
            : New(ParquetKind.Timestamp, description) with { IsUtc = isUtc, UnitsPerSecond = unitsPerSecond };
    }

    private static long UnitOf(int mark) => mark switch
    {
        1 => Milli,
        2 => Micro,
        3 => Nano,
        _ => 0,
    };

    private static ParquetInputColumn New(ParquetKind kind, string description) =>
        new() { Name = "", Kind = kind, Description = description };
}
