using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Remarks about a contract that was inferred from a CSV file, for the person who reviews it.</summary>
internal static class CsvRemarks
{
    /// <param name="columns">One for each column of the profile.</param>
    /// <param name="csv">The contract's dialect.</param>
    public static IEnumerable<string> Of(CsvProfile profile, IReadOnlyList<DraftColumn> columns, CsvDialect csv, bool hasNames)
    {
        if (!csv.Header && !hasNames)
        {
            yield return "The file has no header: its columns are numbered, and are found by their order.";
        }

        if (csv.NullValues.Where(n => n.Length > 0).ToList() is { Count: > 0 } nulls)
        {
            yield return $"{string.Join(", ", nulls)} is read as null, in all columns.";
        }

        if (csv.Decimal is ',')
        {
            yield return "Numbers have a decimal comma.";
        }

        if (csv.Thousands is { } thousands)
        {
            var grouped = columns.Where((_, i) => profile.Columns[i].Numbers is { Type: not null, HasGroups: true }).Select(c => $"'{c.Name}'");
            yield return $"Numbers have the thousands separator {SourceProblem.Quote(thousands.ToString())}: {string.Join(", ", grouped)}.";
        }

        foreach (var remark in OfTexts(profile, columns).Concat(OfRows(profile, columns, csv)))
        {
            yield return remark;
        }
    }

    /// <summary>Why columns are text. A column that might have another type gets its own sentence.</summary>
    private static IEnumerable<string> OfTexts(CsvProfile profile, IReadOnlyList<DraftColumn> columns)
    {
        var texts = columns.Zip(profile.Columns).Where(c => c.First.WhyText is not null && c.Second.Values > 0).ToLookup(c => WhyText.PlainValue(c.Second) is null);
        var plain = texts[false].Select(c => $"'{c.First.Name}' ({WhyText.PlainValue(c.Second)})").ToList();
        return texts[true]
            .Select(c => $"'{c.First.Name}' is text: {c.First.WhyText}.")
            .Concat(plain.Count == 0 ? [] : [$"Text, because of a value that is not a number, date, time or boolean: {string.Join(", ", plain)}."]);
    }

    private static IEnumerable<string> OfRows(CsvProfile profile, IReadOnlyList<DraftColumn> columns, CsvDialect csv)
    {
        if (csv.FooterLines > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The last {(csv.FooterLines == 1 ? "line is" : $"{csv.FooterLines} lines are")} a footer, not rows (footerLines).");
        }
        else if (profile.Tail.LastLooksLike is { } last)
        {
            yield return $"The last row begins with {SourceProblem.Quote(last)}: if it is a total, not a row, write footerLines: 1.";
        }

        if (profile.Swallowed is { } swallowed)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"'{columns[swallowed.Column].Name}' in {swallowed.At} holds {swallowed.Lines:N0} {(swallowed.Lines == 1 ? "line that looks like a row" : "lines that look like rows")}: it may have an unclosed quote.");
        }
    }
}
