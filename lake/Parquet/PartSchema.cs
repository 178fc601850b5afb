using DataShare.Schemas;
using Parquet.Data;
using Parquet.Schema;

namespace DataShare.Lake;

/// <summary>How a contract's types stand in Parquet, and the two columns that every row carries.</summary>
public static class PartSchema
{
    public const string LoadIdColumn = "_load_id";

    public const string SourceRowColumn = "_source_row";

    /// <summary>Digits that <see cref="decimal"/> holds whatever they are.</summary>
    public const int NarrowDecimalPrecision = 28;

    public static bool IsWide(ColumnType type) =>
        type.Kind == ColumnKind.Decimal && type.Precision > NarrowDecimalPrecision;

    /// <summary>
    /// Always nullable: whether null is allowed is the contract's matter and may change between versions of one
    /// table, whose parts all stay readable together.
    /// </summary>
    internal static DataField Field(ContractColumn column) => column.Type.Kind switch
    {
        ColumnKind.Int8 => new DataField<sbyte>(column.Name, true),
        ColumnKind.Int16 => new DataField<short>(column.Name, true),
        ColumnKind.Int32 => new DataField<int>(column.Name, true),
        ColumnKind.Int64 => new DataField<long>(column.Name, true),
        ColumnKind.Double => new DataField<double>(column.Name, true),
        ColumnKind.Boolean => new DataField<bool>(column.Name, true),
        ColumnKind.Date => new DataField<DateOnly>(column.Name, true),
        ColumnKind.Timestamp => Moment(column.Name, utc: true),
        ColumnKind.TimestampLocal => Moment(column.Name, utc: false),
        ColumnKind.Binary => new DataField(column.Name, typeof(byte[]), true),
        ColumnKind.Decimal => new DecimalDataField(
            column.Name,
            column.Type.Precision,
            column.Type.Scale,
            isNullable: true,
            clrType: IsWide(column.Type) ? typeof(BigDecimal) : null),
        _ => new DataField<string>(column.Name, true),
    };

    internal static DataField LoadIdField() => new DataField<string>(LoadIdColumn, false);

    internal static DataField SourceRowField() => new DataField<long>(SourceRowColumn, false);

    private static DateTimeDataField Moment(string name, bool utc) =>
        new(name, DateTimeFormat.Timestamp, utc, DateTimeTimeUnit.Micros, isNullable: true);
}
