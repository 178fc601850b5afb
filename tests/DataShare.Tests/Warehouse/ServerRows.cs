using System.Collections;
using System.Data;
using System.Data.Common;
using System.Data.SqlTypes;
using System.Globalization;

namespace DataShare.Tests.Warehouse;

/// <summary>
/// Rows with the values and the metadata that SqlClient gives for SQL Server's types: only the type's name distinguishes a date,
/// and only SqlClient's own type holds a decimal of many digits.
/// </summary>
internal sealed class ServerRows : DbDataReader
{
    private readonly (string Name, string Type)[] columns;
    private readonly object?[][] rows;
    private int row = -1;

    /// <param name="columns">Such as <c>("total", "decimal(38,2)")</c>.</param>
    /// <param name="rows">A decimal is a <see cref="SqlDecimal"/>.</param>
    public ServerRows((string Name, string Type)[] columns, params object?[][] rows) => (this.columns, this.rows) = (columns, rows);

    public override int FieldCount => columns.Length;

    public override bool HasRows => rows.Length > 0;

    public override int Depth => 0;

    public override bool IsClosed => false;

    public override int RecordsAffected => -1;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => throw new NotSupportedException();

    public override bool Read() => ++row < rows.Length;

    public override bool NextResult() => false;

    public override string GetName(int ordinal) => columns[ordinal].Name;

    public override string GetDataTypeName(int ordinal) => columns[ordinal].Type.Split('(')[0];

    public override Type GetFieldType(int ordinal) => GetDataTypeName(ordinal) switch
    {
        "nvarchar" or "xml" => typeof(string),
        "tinyint" => typeof(byte),
        "smallint" => typeof(short),
        "int" => typeof(int),
        "bigint" => typeof(long),
        "decimal" or "money" or "smallmoney" => typeof(decimal),
        "float" => typeof(double),
        "real" => typeof(float),
        "bit" => typeof(bool),
        "date" or "datetime" or "datetime2" => typeof(DateTime),
        "datetimeoffset" => typeof(DateTimeOffset),
        "time" => typeof(TimeSpan),
        "uniqueidentifier" => typeof(Guid),
        "varbinary" or "timestamp" => typeof(byte[]),
        "sql_variant" => typeof(object),
        // As for a type that only an assembly defines.
        _ => null!,
    };

    public override DataTable GetSchemaTable()
    {
        var schema = new DataTable { Locale = CultureInfo.InvariantCulture };
        schema.Columns.Add("NumericPrecision", typeof(short));
        schema.Columns.Add("NumericScale", typeof(short));
        foreach (var (_, type) in columns)
        {
            var digits = type.StartsWith("decimal(", StringComparison.Ordinal) ? type["decimal(".Length..^1].Split(',') : ["255", "255"];
            schema.Rows.Add(short.Parse(digits[0], CultureInfo.InvariantCulture), short.Parse(digits[1], CultureInfo.InvariantCulture));
        }

        return schema;
    }

    /// <exception cref="OverflowException">A decimal has more than 28 digits.</exception>
    public override object GetValue(int ordinal) => rows[row][ordinal] switch
    {
        null => DBNull.Value,
        SqlDecimal number => number.Value,
        var value => value,
    };

    public override object GetProviderSpecificValue(int ordinal) => rows[row][ordinal] ?? DBNull.Value;

    public override bool IsDBNull(int ordinal) => rows[row][ordinal] is null;

    public override IEnumerator GetEnumerator() => throw new NotSupportedException();

    public override int GetOrdinal(string name) => throw new NotSupportedException();

    public override int GetValues(object[] values) => throw new NotSupportedException();

    public override bool GetBoolean(int ordinal) => (bool)GetValue(ordinal);

    public override byte GetByte(int ordinal) => (byte)GetValue(ordinal);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override char GetChar(int ordinal) => throw new NotSupportedException();

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override DateTime GetDateTime(int ordinal) => (DateTime)GetValue(ordinal);

    public override decimal GetDecimal(int ordinal) => (decimal)GetValue(ordinal);

    public override double GetDouble(int ordinal) => (double)GetValue(ordinal);

    public override float GetFloat(int ordinal) => (float)GetValue(ordinal);

    public override Guid GetGuid(int ordinal) => (Guid)GetValue(ordinal);

    public override short GetInt16(int ordinal) => (short)GetValue(ordinal);

    public override int GetInt32(int ordinal) => (int)GetValue(ordinal);

    public override long GetInt64(int ordinal) => (long)GetValue(ordinal);

    public override string GetString(int ordinal) => (string)GetValue(ordinal);
}
