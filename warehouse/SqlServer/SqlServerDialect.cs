using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Warehouse;

internal sealed class SqlServerDialect : SqlDialect
{
    /// <summary>Where tables and views are; what a person writes without a schema is found there too.</summary>
    public const string Schema = "dbo";

    /// <summary>The most that a column of bounded text holds.</summary>
    private const int MostUnits = 4000;

    public override string IsLive => $"{Quote(StoredColumns.Deleted)} = 0";

    public override string IsLiveOf(string alias) => $"{alias}.{Quote(StoredColumns.Deleted)} = 0";

    public override string Relation(string name) => $"{Quote(Schema)}.{Quote(name)}";

    public override string Literal(string text) => $"N'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public override string Flag(bool value) => $"cast({(value ? "1" : "0")} as bit)";

    public override string Concatenate(string left, string right) => $"({left} + {right})";

    public override string ByCode(string text) => $"{text} {MergeStatements.ByCode}";

    /// <summary>Blanks at the end count for nothing in a comparison, but have a length.</summary>
    public override string IsSame(string left, string right, ColumnType type) => type.Kind is ColumnKind.String
        ? $"{ByCode(left)} = {ByCode(right)} and datalength({left}) = datalength({right})"
        : $"{left} = {right}";

    /// <summary>
    /// Text is bounded in UTF-16 units, of which a code point takes two when it is an emoji: twice the contract's
    /// bound takes every text that the contract takes.
    /// </summary>
    public override string TypeOf(ColumnType type, int? maxLength = null) => type.Kind switch
    {
        ColumnKind.String => maxLength * 2 is { } units and <= MostUnits
            ? string.Create(CultureInfo.InvariantCulture, $"nvarchar({units})")
            : "nvarchar(max)",
        ColumnKind.Int8 or ColumnKind.Int16 => "smallint",
        ColumnKind.Int32 => "int",
        ColumnKind.Int64 => "bigint",
        ColumnKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"decimal({type.Precision},{type.Scale})"),
        ColumnKind.Double => "float",
        ColumnKind.Boolean => "bit",
        ColumnKind.Date => "date",
        ColumnKind.Timestamp => "datetimeoffset(6)",
        ColumnKind.TimestampLocal => "datetime2(6)",
        ColumnKind.Uuid => "uniqueidentifier",
        ColumnKind.Binary => "varbinary(max)",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "A kind of column without a SQL Server type."),
    };
}
