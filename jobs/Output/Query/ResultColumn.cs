using System.Data;
using System.Data.Common;
using System.Numerics;

namespace DataShare.Jobs;

/// <summary>One column of a result, and how its values are read so that they show what the column is.</summary>
internal sealed class ResultColumn
{
    private readonly DbDataReader rows;
    private readonly int place;
    private readonly bool isMoment;
    private readonly decimal? zero;

    private ResultColumn(DbDataReader rows, int place, int? scale)
    {
        (this.rows, this.place) = (rows, place);
        Name = rows.GetName(place);
        IsNumber = ValueText.IsNumber(rows.GetFieldType(place));
        // The provider gives moments and wall-clock times as the same type; only the column knows.
        var type = rows.GetDataTypeName(place);
        isMoment = type.EndsWith("Tz", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("with time zone", StringComparison.OrdinalIgnoreCase)
            || type.Equals("datetimeoffset", StringComparison.OrdinalIgnoreCase);
        zero = scale is > 0 and <= 28 ? new decimal(0, 0, 0, isNegative: false, (byte)scale) : null;
    }

    public string Name { get; }

    public bool IsNumber { get; }

    public static IReadOnlyList<ResultColumn> Of(DbDataReader rows)
    {
        using var schema = rows.GetSchemaTable();
        return [.. Enumerable.Range(0, rows.FieldCount).Select(place => new ResultColumn(rows, place, Scale(schema, place)))];
    }

    /// <summary>The current row's value; null for null.</summary>
    public object? Read()
    {
        if (rows.IsDBNull(place))
        {
            return null;
        }

        return Value() switch
        {
            // The provider drops zeros at the end of wide decimals: 12.50 would be 12.5 in one column and 12.50 in another.
            decimal number when zero is { } none => number + none,
            DateTime time when isMoment => DateTime.SpecifyKind(time, DateTimeKind.Utc),
            var value => value,
        };
    }

    private object Value()
    {
        try
        {
            return rows.GetValue(place);
        }
        catch (OverflowException)
        {
            // 38 digits are more than .NET's decimal holds.
            return zero is null
                ? rows.GetFieldValue<BigInteger>(place)
                : throw new UsageException(
                    $"Column '{Name}' has a value of more than 28 digits, which cannot be shown as it is. " +
                    $"Ask for it as text: \"{Name}\"::varchar, or write a file with --out FILE.csv.");
        }
    }

    private static int? Scale(DataTable? schema, int place) =>
        schema?.Columns.Contains("NumericScale") == true && schema.Rows[place]["NumericScale"] is { } scale and not DBNull
            ? Convert.ToInt32(scale, System.Globalization.CultureInfo.InvariantCulture)
            : null;
}
