using DataShare.Schemas;
using ParquetSharp;

namespace DataShare.Lake;

/// <summary>How a contract's types stand in Parquet, and the two columns that every row carries.</summary>
public static class PartSchema
{
    public const string LoadIdColumn = "_load_id";

    public const string SourceRowColumn = "_source_row";

    /// <summary>Digits that <see cref="decimal"/> holds whatever they are.</summary>
    public const int NarrowDecimalPrecision = 28;

    private const int Int32Digits = 9;
    private const int Int64Digits = 18;

    public static bool IsWide(ColumnType type) =>
        type.Kind == ColumnKind.Decimal && type.Precision > NarrowDecimalPrecision;

    /// <summary>
    /// Always nullable: whether null is allowed is the contract's matter and may change between versions of one
    /// table, whose parts all stay readable together.
    /// </summary>
    internal static PartField Field(ContractColumn column) => column.Type.Kind switch
    {
        ColumnKind.Int8 => Integer(column.Name, PhysicalType.Int32, 8),
        ColumnKind.Int16 => Integer(column.Name, PhysicalType.Int32, 16),
        ColumnKind.Int32 => Integer(column.Name, PhysicalType.Int32, 32),
        ColumnKind.Int64 => Integer(column.Name, PhysicalType.Int64, 64),
        // The library leaves NaN out of the bounds, and to some readers it is more than every number.
        ColumnKind.Double => Optional(column.Name, PhysicalType.Double, LogicalType.None) with { HasBounds = !column.Rules.TakesNonFinite },
        ColumnKind.Boolean => Optional(column.Name, PhysicalType.Boolean, LogicalType.None),
        ColumnKind.Date => Optional(column.Name, PhysicalType.Int32, LogicalType.Date),
        ColumnKind.Timestamp => Moment(column.Name, isUtc: true),
        ColumnKind.TimestampLocal => Moment(column.Name, isUtc: false),
        ColumnKind.Binary => Optional(column.Name, PhysicalType.ByteArray, LogicalType.None) with { HasBounds = IsShown(column) },
        ColumnKind.Decimal => Decimal(column.Name, column.Type),
        _ => Optional(column.Name, PhysicalType.ByteArray, LogicalType.String) with { HasBounds = IsShown(column) },
    };

    internal static PartField LoadIdField() => new(LoadIdColumn, PhysicalType.ByteArray, false, LogicalType.String);

    internal static PartField SourceRowField() =>
        Integer(SourceRowColumn, PhysicalType.Int64, 64) with { IsOptional = false, IsAscending = true };

    /// <summary>Nobody has said what is in rescued values, so none of them is shown where whole values are not looked for.</summary>
    private static bool IsShown(ContractColumn column) => !column.IsRestricted && column != DataContract.RescuedColumn;

    private static PartField Optional(string name, PhysicalType type, Func<LogicalType> logical) => new(name, type, true, logical);

    private static PartField Integer(string name, PhysicalType type, int bits) =>
        Optional(name, type, () => LogicalType.Int(bits, isSigned: true));

    private static PartField Moment(string name, bool isUtc) =>
        Optional(name, PhysicalType.Int64, () => LogicalType.Timestamp(isUtc, TimeUnit.Micros));

    private static PartField Decimal(string name, ColumnType type)
    {
        LogicalType Logical() => LogicalType.Decimal(type.Precision, type.Scale);
        return type.Precision switch
        {
            <= Int32Digits => Optional(name, PhysicalType.Int32, Logical) with { Scale = type.Scale },
            <= Int64Digits => Optional(name, PhysicalType.Int64, Logical) with { Scale = type.Scale },
            _ => Optional(name, PhysicalType.FixedLenByteArray, Logical) with { Scale = type.Scale, TypeLength = BytesOf(type.Precision) },
        };
    }

    /// <summary>As few bytes as hold every number of so many digits, and its sign.</summary>
    private static int BytesOf(int digits) => (int)Math.Ceiling(((digits * Math.Log2(10)) + 1) / 8);
}
