using DataShare.Schemas;
using ParquetSharp;

namespace DataShare.Lake;

/// <summary>Maps a contract's types to Parquet, and adds the two columns that every row has.</summary>
public static class PartSchema
{
    public const string LoadIdColumn = "_load_id";

    public const string SourceRowColumn = "_source_row";

    /// <summary>A number of this many digits always fits in <see cref="decimal"/>.</summary>
    public const int NarrowDecimalPrecision = 28;

    private const int Int32Digits = 9;
    private const int Int64Digits = 18;

    public static bool IsWide(ColumnType type) =>
        type.Kind == ColumnKind.Decimal && type.Precision > NarrowDecimalPrecision;

    /// <summary>
    /// Always nullable. The contract decides whether null is allowed, and may change that between versions, but all parts of a
    /// table must stay readable together.
    /// </summary>
    internal static PartField Field(ContractColumn column) => column.Type.Kind switch
    {
        ColumnKind.Int8 => Integer(column.Name, PhysicalType.Int32, 8),
        ColumnKind.Int16 => Integer(column.Name, PhysicalType.Int32, 16),
        ColumnKind.Int32 => Integer(column.Name, PhysicalType.Int32, 32),
        ColumnKind.Int64 => Integer(column.Name, PhysicalType.Int64, 64),
        // The library ignores NaN in bounds, but some readers sort NaN above every number.
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

    /// <summary>Whether statistics may show values: not restricted ones, nor rescued ones, which may be restricted.</summary>
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

    /// <summary>The fewest bytes that hold every number of so many digits, with its sign.</summary>
    private static int BytesOf(int digits) => (int)Math.Ceiling(((digits * Math.Log2(10)) + 1) / 8);
}
