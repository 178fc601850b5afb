using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Warehouse;

internal sealed class DuckDbDialect : SqlDialect
{
    public override string IsLive => $"not {SqlName.Quote(StoredColumns.Deleted)}";

    public override string IsLiveOf(string alias) => $"not {alias}.{SqlName.Quote(StoredColumns.Deleted)}";

    public override string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public override string Flag(bool value) => value ? "true" : "false";

    public override string Hash(IEnumerable<string> values) => $"hash({string.Join(", ", values)})";

    /// <summary>Only DuckDB accepts 1e3 as a whole number, and several forms of a date. A text in another form than the contract's becomes invalid first.</summary>
    public override string Parse(string text, ColumnType type)
    {
        var form = type.Kind switch
        {
            ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 => "[0-9]+",
            ColumnKind.Decimal => @"([0-9]+\.?[0-9]*|\.[0-9]+)",
            ColumnKind.Double => @"([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?",
            _ => null,
        };
        return form is not null ? TryCast($"regexp_extract({text}, '^ *[+-]?{form} *$')", type)
            : type.Kind is ColumnKind.Date ? TryCast($"regexp_extract({text}, '^ *[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} *$')", type)
            : TryCast(text, type);
    }

    /// <summary>DuckDB lets decimals of at most 18 digits overflow instead of widening them, so one operand is widened first.</summary>
    public override string Calculate(string left, ColumnType leftType, string mark, string right, ColumnType type)
    {
        if (type.Kind is ColumnKind.Decimal)
        {
            var wide = mark is "*" ? ColumnType.Decimal(type.Precision, leftType.Scale) : type;
            return $"({(type.Precision > 18 ? TryCast(left, wide) : left)} {mark} {right})";
        }

        var result = mark is "/" ? $"({left} / nullif({right}, 0))" : $"({left} {mark} {right})";
        return Finite(result);
    }

    public override string Finite(string number) => $"nullif(nullif(nullif({number}, 'inf'::double), '-inf'::double), 'nan'::double)";

    public override string Bytes(byte[] bytes) => $"from_hex('{Convert.ToHexString(bytes)}')";

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

    /// <summary>The type in a part of the lake, where a uuid is text.</summary>
    public string LakeTypeOf(ColumnType type) => type.Kind == ColumnKind.Uuid ? "varchar" : TypeOf(type);

    /// <summary>The condition that a row of the lake deletes its key.</summary>
    public string IsMarked(DataContract contract) =>
        contract.Write is { Mode: WriteMode.Merge, DeleteMarker: { } marker }
            ? $"coalesce({SqlName.Quote(marker.Column)} = {new MappingCast(this).Constant(marker.Value, contract.Columns.Single(c => c.Name == marker.Column).Type)}, false)"
            : "false";
}
