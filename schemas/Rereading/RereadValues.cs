using System.Globalization;

namespace DataShare.Schemas;

/// <summary>Fields that a column accepts in both versions, with different values.</summary>
internal static class RereadValues
{
    private static readonly DateTime[] Times =
    [
        new(2026, 4, 3, 10, 20, 30, DateTimeKind.Utc), new(2026, 3, 4, 22, 5, 0, DateTimeKind.Utc), new(2010, 11, 12, 1, 2, 3, DateTimeKind.Utc),
        new(2005, 6, 7, 8, 9, 10, DateTimeKind.Utc), new(1999, 12, 31, 23, 59, 59, DateTimeKind.Utc),
    ];

    public static IEnumerable<Reread> Of(RereadNames names)
    {
        var (from, to) = (names.From, names.To);
        foreach (var (before, after) in names.Filled().Where(p => Family(p.Before) is { } family && family == Family(p.After)))
        {
            foreach (var sample in Samples(before, from.Inbox.Csv, to.Inbox.Csv).Distinct(StringComparer.Ordinal))
            {
                var now = FieldMeaning.Of(sample, after, to.Inbox.Csv);
                if (FieldMeaning.Of(sample, before, from.Inbox.Csv) is not { } old || old.Equals(now))
                {
                    continue;
                }

                var text = $"'{sample}' in column '{before.Name}' is {FieldMeaning.Said(old)} in {from.Version} and";
                if (now is not null)
                {
                    yield return new Reread("csv." + Key(old, now, from.Inbox.Csv, to.Inbox.Csv), $"{text} {FieldMeaning.Said(now)} in {to.Version}");
                }
                else if (old is not (DBNull or string))
                {
                    var isNull = to.Inbox.Csv.NullValues.Contains(sample, StringComparer.Ordinal);
                    yield return new Reread(
                        isNull ? "csv.nullValues"
                            : FieldMeaning.Of(sample, before, to.Inbox.Csv) is null ? "csv." + Key(old, old, from.Inbox.Csv, to.Inbox.Csv)
                            : $"columns.{before.Name}.type",
                        isNull ? $"{text} null in {to.Version}, where the column is required" : $"{text} not a valid {after.Type} in {to.Version}",
                        RereadKind.Refused);
                }
            }
        }
    }

    private static string? Family(ContractColumn column) => column.Type.Kind switch
    {
        >= ColumnKind.Int8 and <= ColumnKind.Double => "number",
        ColumnKind.Uuid or ColumnKind.Binary => null,
        var kind => kind.ToString(),
    };

    private static string Key(object old, object now, CsvDialect before, CsvDialect after) => (old, now) switch
    {
        (DBNull, _) or (_, DBNull) => "nullValues",
        (bool, _) => before.TrueValues.SequenceEqual(after.TrueValues, StringComparer.Ordinal) ? "falseValues" : "trueValues",
        (DateOnly, _) => "dateFormats",
        (DateTime, _) => "timestampFormats",
        _ => before.Decimal != after.Decimal ? "decimal" : "thousands",
    };

    /// <summary>Fields that files of the one version may have, and words with a meaning in the other version.</summary>
    private static IEnumerable<string> Samples(ContractColumn column, CsvDialect before, CsvDialect after)
    {
        IEnumerable<string> values = column.Type.Kind switch
        {
            ColumnKind.Boolean => [.. before.TrueValues, .. before.FalseValues, .. after.TrueValues, .. after.FalseValues, "true", "false", "1", "0"],
            ColumnKind.Date => Written(before.DateFormats, "yyyy-MM-dd"),
            ColumnKind.Timestamp or ColumnKind.TimestampLocal => Written(before.TimestampFormats, "yyyy-MM-ddTHH:mm:ss"),
            >= ColumnKind.Int8 and <= ColumnKind.Double =>
            [
                $"1{before.Decimal}500", $"1{before.Decimal}234",
                .. before.Thousands is { } separator ? [$"1{separator}500", $"1{separator}234"] : Array.Empty<string>(),
            ],
            _ => [],
        };
        return values.Concat(before.NullValues.Concat(after.NullValues).Where(n => !(before.NullValues.Contains(n, StringComparer.Ordinal) && after.NullValues.Contains(n, StringComparer.Ordinal))));
    }

    private static IEnumerable<string> Written(IReadOnlyList<string> formats, string standard) =>
        (formats.Count > 0 ? formats : [standard]).SelectMany(f => Times.Select(t => t.ToString(f, CultureInfo.InvariantCulture)));
}
