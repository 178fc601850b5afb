using DataShare.Schemas;

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
    private const int Microseconds = 2;

    public static bool IsWide(ColumnType type) =>
        type.Kind == ColumnKind.Decimal && type.Precision > NarrowDecimalPrecision;

    /// <summary>
    /// Always nullable: whether null is allowed is the contract's matter and may change between versions of one
    /// table, whose parts all stay readable together.
    /// </summary>
    internal static PartField Field(ContractColumn column) => column.Type.Kind switch
    {
        ColumnKind.Int8 => Integer(column.Name, ParquetType.Int32, 8, 15),
        ColumnKind.Int16 => Integer(column.Name, ParquetType.Int32, 16, 16),
        ColumnKind.Int32 => Integer(column.Name, ParquetType.Int32, 32, 17),
        ColumnKind.Int64 => Integer(column.Name, ParquetType.Int64, 64, 18),
        ColumnKind.Double => new PartField(column.Name, ParquetType.Double, true),
        ColumnKind.Boolean => new PartField(column.Name, ParquetType.Boolean, true),
        ColumnKind.Date => new PartField(column.Name, ParquetType.Int32, true, 6, LogicalMark.Of(LogicalMark.Date)),
        ColumnKind.Timestamp => Moment(column.Name, isUtc: true),
        ColumnKind.TimestampLocal => Moment(column.Name, isUtc: false),
        ColumnKind.Binary => new PartField(column.Name, ParquetType.ByteArray, true),
        ColumnKind.Decimal => Decimal(column.Name, column.Type),
        _ => Text(column.Name, isOptional: true),
    };

    internal static PartField LoadIdField() => Text(LoadIdColumn, isOptional: false);

    internal static PartField SourceRowField() => Integer(SourceRowColumn, ParquetType.Int64, 64, 18) with { IsOptional = false };

    private static PartField Integer(string name, ParquetType type, int bits, int converted) =>
        new(name, type, true, converted, LogicalMark.Of(LogicalMark.Integer) with { Bits = bits, IsSigned = true });

    /// <summary>The older words have one for moments only.</summary>
    private static PartField Moment(string name, bool isUtc) =>
        new(name, ParquetType.Int64, true, isUtc ? 10 : null, LogicalMark.Of(LogicalMark.Timestamp) with { IsUtc = isUtc, Unit = Microseconds });

    private static PartField Text(string name, bool isOptional) =>
        new(name, ParquetType.ByteArray, isOptional, 0, LogicalMark.Of(LogicalMark.Text));

    private static PartField Decimal(string name, ColumnType type)
    {
        var mark = LogicalMark.Of(LogicalMark.Decimal) with { Precision = type.Precision, Scale = type.Scale };
        return type.Precision switch
        {
            <= Int32Digits => new PartField(name, ParquetType.Int32, true, 5, mark),
            <= Int64Digits => new PartField(name, ParquetType.Int64, true, 5, mark),
            _ => new PartField(name, ParquetType.FixedLenByteArray, true, 5, mark) { TypeLength = BytesOf(type.Precision) },
        };
    }

    /// <summary>As few bytes as hold every number of so many digits, and its sign.</summary>
    private static int BytesOf(int digits) => (int)Math.Ceiling(((digits * Math.Log2(10)) + 1) / 8);
}
