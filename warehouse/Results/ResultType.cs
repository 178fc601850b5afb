using System.Data;
using System.Data.Common;
using System.Data.SqlTypes;
using System.Globalization;
using System.Numerics;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>The type of a column, as its provider gives it.</summary>
/// <param name="Column">The contract type that can hold every value.</param>
/// <param name="IsTime">Whether it is a time of day.</param>
internal sealed record ResultType(ColumnType Column, bool IsNumber, bool IsTime)
{
    private static readonly ColumnType Text = new(ColumnKind.String);

    /// <summary>A type for each column of the rows.</summary>
    public static IReadOnlyList<ResultType> Of(DbDataReader rows)
    {
        using var schema = rows.GetSchemaTable();
        return [.. Enumerable.Range(0, rows.FieldCount).Select(place => Of(rows, place, schema))];
    }

    private static ResultType Of(DbDataReader rows, int place, DataTable? schema)
    {
        // SqlClient has no .NET type for a user-defined type whose assembly only the server has.
        var (type, name) = (rows.GetFieldType(place) ?? typeof(object), rows.GetDataTypeName(place).ToLowerInvariant());
        var isDecimal = type == typeof(decimal) || type == typeof(SqlDecimal);
        var column = isDecimal ? Decimal(name, schema, place) : Kind(type, name) is { } kind ? new ColumnType(kind) : Text;
        return new ResultType(column, isDecimal || IsPlainNumber(type), name is "time");
    }

    private static ColumnType Decimal(string name, DataTable? schema, int place) => name switch
    {
        // SqlClient does not give the scale of these types.
        "money" => ColumnType.Decimal(19, 4),
        "smallmoney" => ColumnType.Decimal(10, 4),
        _ when Digits(schema, place, "NumericPrecision") is > 0 and var precision =>
            ColumnType.Decimal(precision, Digits(schema, place, "NumericScale")),
        _ => Text,
    };

    private static ColumnKind? Kind(Type type, string name) => name switch
    {
        "date" => ColumnKind.Date,
        "timestamptz" or "timestamp with time zone" => ColumnKind.Timestamp,
        _ when type == typeof(bool) => ColumnKind.Boolean,
        _ when type == typeof(sbyte) => ColumnKind.Int8,
        _ when type == typeof(byte) || type == typeof(short) => ColumnKind.Int16,
        _ when type == typeof(int) => ColumnKind.Int32,
        _ when type == typeof(long) => ColumnKind.Int64,
        _ when type == typeof(float) || type == typeof(double) => ColumnKind.Double,
        _ when type == typeof(DateOnly) => ColumnKind.Date,
        _ when type == typeof(DateTime) => ColumnKind.TimestampLocal,
        _ when type == typeof(DateTimeOffset) => ColumnKind.Timestamp,
        _ when type == typeof(Guid) => ColumnKind.Uuid,
        _ when type == typeof(byte[]) || type == typeof(Stream) => ColumnKind.Binary,
        _ => null,
    };

    private static bool IsPlainNumber(Type type) =>
        type.IsPrimitive ? type != typeof(bool) && type != typeof(char) : type == typeof(BigInteger);

    private static int Digits(DataTable? schema, int place, string what) =>
        schema?.Columns.Contains(what) == true && schema.Rows[place][what] is { } digits and not DBNull
            ? Convert.ToInt32(digits, CultureInfo.InvariantCulture)
            : 0;
}
