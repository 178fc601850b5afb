using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <param name="hasCollations">
/// Whether the server has the collation that counts code points. Under other collations the server counts UTF-16 units,
/// unless their names end with <c>_SC</c>, and uses a language's own upper and lower case: in Turkish, the capital i has a
/// dot. A server without this collation (Babelfish) counts code points anyway.
/// </param>
internal sealed class SqlServerDialect(bool hasCollations = false) : SqlDialect
{
    /// <summary>The schema of tables and views. The server also searches it for names without a schema.</summary>
    public const string Schema = "dbo";

    /// <summary>The greatest length of a text column that is not <c>max</c>.</summary>
    private const int MostUnits = 4000;

    public override string IsLive => $"{SqlName.Quote(StoredColumns.Deleted)} = 0";

    public override string IsLiveOf(string alias) => $"{alias}.{SqlName.Quote(StoredColumns.Deleted)} = 0";

    public override string Relation(string name) => $"{SqlName.Quote(Schema)}.{SqlName.Quote(name)}";

    public override string Literal(string text) => $"N'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public override string Flag(bool value) => $"cast({(value ? "1" : "0")} as bit)";

    /// <summary>Checks the form of the text first, because the server reads an empty text as 0 or as a day in 1900, and reads dates in the form of its language.</summary>
    public override string Parse(string text, ColumnType type)
    {
        const string digits = "[0-9][0-9]";
        return type.Kind is ColumnKind.Date
            ? $"(select case when a like N'{digits}{digits}-{digits}-{digits}' then try_cast(a as date) end from (values (ltrim(rtrim({text})))) operands (a))"
            : TryCast($"nullif(ltrim({text}), N'')", type);
    }

    /// <summary>Checks the range before the calculation, because the server fails if a result is out of range. Each operand is written once.</summary>
    public override string Calculate(string left, ColumnType leftType, string mark, string right, ColumnType type)
    {
        if (type.Kind is ColumnKind.Decimal)
        {
            return $"({left} {mark} {right})";
        }

        const string most = "1.79e308";
        var condition = mark switch
        {
            "*" => $"abs(b) <= 1 or abs(a) <= {most} / case when abs(b) > 1 then abs(b) end",
            "/" => $"b <> 0 and (abs(b) >= 1 or abs(a) <= {most} * case when abs(b) < 1 then abs(b) end)",
            _ => $"abs(a) <= {most} / 2 and abs(b) <= {most} / 2",
        };
        return $"(select case when {condition} then a {mark} b end from (values ({left}, {right})) operands (a, b))";
    }

    public override string Bytes(byte[] bytes) => $"0x{Convert.ToHexString(bytes)}";

    public override string Substring(string text, string from, string length) => InNoLanguage("substring", text, $", {from}, {length}");

    public override string Upper(string text) => InNoLanguage("upper", text, "");

    public override string Lower(string text) => InNoLanguage("lower", text, "");

    public override string Concatenate(string left, string right) => $"({left} + {right})";

    public override string ByCode(string text) => $"{text} {MergeStatements.ByCode}";

    /// <summary>The result has the database's collation again, so that it can be combined with any other text.</summary>
    private string InNoLanguage(string function, string text, string more) => hasCollations
        ? $"({function}(({text}) collate {SessionStatements.CodePoints}{more}) collate database_default)"
        : $"{function}({text}{more})";

    /// <summary>Also compares lengths, because comparisons ignore blanks at the end.</summary>
    public override string IsSame(string left, string right, ColumnType type) => type.Kind is ColumnKind.String
        ? $"{ByCode(left)} = {ByCode(right)} and datalength({left}) = datalength({right})"
        : $"{left} = {right}";

    public override StoredKey? KeyOf(DataContract contract) =>
        StoredColumns.IsKeyed(contract) && ServerKey.Hashed(contract) is { Count: > 0 } hashed ? new StoredKey(ServerKey.HashColumn, hashed) : null;

    /// <summary>
    /// The server limits text in UTF-16 units, and an emoji takes two of them. So a column has twice the contract's
    /// maximum length.
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
