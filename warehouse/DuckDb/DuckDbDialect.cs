using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Warehouse;

internal sealed class DuckDbDialect : SqlDialect
{
    public override string IsLive => $"not {Quote(StoredColumns.Deleted)}";

    public override string IsLiveOf(string alias) => $"not {alias}.{Quote(StoredColumns.Deleted)}";

    public override string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public override string Flag(bool value) => value ? "true" : "false";

    public override string Concatenate(string left, string right) => $"({left} || {right})";

    public override string ByCode(string text) => text;

    public override string IsSame(string left, string right, ColumnType type) => $"{left} = {right}";

    public override string TypeOf(ColumnType type, int? maxLength = null) => type.Kind switch
    {
        ColumnKind.String => "varchar",
        ColumnKind.Int8 => "tinyint",
        ColumnKind.Int16 => "smallint",
        ColumnKind.Int32 => "integer",
        ColumnKind.Int64 => "bigint",
        ColumnKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"decimal({type.Precision},{type.Scale})"),
        ColumnKind.Double => "double",
        ColumnKind.Boolean => "boolean",
        ColumnKind.Date => "date",
        ColumnKind.Timestamp => "timestamptz",
        ColumnKind.TimestampLocal => "timestamp",
        ColumnKind.Uuid => "uuid",
        ColumnKind.Binary => "blob",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "A kind of column without a DuckDB type."),
    };

    /// <summary>The type as a lake part has it: a uuid is text there.</summary>
    public string LakeTypeOf(ColumnType type) => type.Kind == ColumnKind.Uuid ? "varchar" : TypeOf(type);
}
