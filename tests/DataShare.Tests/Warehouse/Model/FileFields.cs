using System.Globalization;
using System.Text;
using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>Writes values for CSV files, each in one of the forms that a gate accepts.</summary>
internal static class FileFields
{
    /// <summary>The word for null in the model's contracts.</summary>
    public const string Null = "NULL";

    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static string Of(string value, ColumnType type, Dice dice) => type.Kind switch
    {
        ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 =>
            dice.Pick([value, value, value[0] == '-' ? "-0" + value[1..] : "+" + value]),
        ColumnKind.Decimal => Decimal(value, dice),
        ColumnKind.Double => double.IsFinite(double.Parse(value, Plain))
            ? dice.Pick([value, double.Parse(value, Plain).ToString("E16", Plain)])
            : dice.Pick([value, value.ToUpperInvariant(), value.Replace("inity", "", StringComparison.Ordinal)]),
        ColumnKind.Boolean => dice.Pick([value, value.ToUpperInvariant(), value == "true" ? "1" : "0"]),
        ColumnKind.Timestamp => Moment(value, dice),
        ColumnKind.TimestampLocal => dice.Pick([value, value.Replace('T', ' ')]),
        ColumnKind.Uuid => dice.Pick([value, value.ToUpperInvariant()]),
        ColumnKind.Binary => Convert.ToBase64String(Convert.FromHexString(value)),
        _ => value,
    };

    public static string Text(PlannedFile file)
    {
        var text = new StringBuilder();
        foreach (var row in file.Rows.Select(r => r.Fields).Prepend(file.Columns))
        {
            text.AppendJoin(',', row.Select(field => Quoted(field, file.QuoteAll))).Append(file.LineEnd);
        }

        return text.ToString();
    }

    /// <summary>Quoted if necessary: an empty line would not be a row, and blanks at the ends of a field could be lost.</summary>
    private static string Quoted(string? field, bool always) => field is null
        ? Null
        : always || field.Length == 0 || field.AsSpan().ContainsAny("\",\r\n#") || field.Trim() != field || field[0] > 0x7F
            ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : field;

    private static string Decimal(string value, Dice dice)
    {
        var form = dice.Between(0, 3);
        return form switch
        {
            0 when value.Contains('.', StringComparison.Ordinal) => value.TrimEnd('0'),
            1 => value + (value.Contains('.', StringComparison.Ordinal) ? "00" : ".0"),
            2 when value[0] != '-' => "+0" + value,
            _ => value,
        };
    }

    /// <summary>In UTC, or with an offset if the local day is in the calendar too.</summary>
    private static string Moment(string value, Dice dice)
    {
        var minutes = dice.Pick([0, 0, 90, -210, 840]);
        var utc = DateTime.ParseExact(value, ExactText.MomentForm, Plain);
        if (minutes == 0 || utc.Year is 1 or 9999)
        {
            return value + dice.Pick(["", "Z", "+00:00"]);
        }

        var offset = TimeSpan.FromMinutes(minutes);
        return (utc + offset).ToString(ExactText.MomentForm, Plain) + (minutes < 0 ? "-" : "+") + offset.ToString("hh':'mm", Plain);
    }
}
