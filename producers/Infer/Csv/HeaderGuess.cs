using System.Globalization;
using System.Text;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Whether the first record of a table names its columns.</summary>
/// <param name="Doubt">Why the opposite is possible, as the end of a sentence; null if the case is clear.</param>
internal sealed record HeaderGuess(bool IsHeader, string? Doubt)
{
    /// <param name="records">The records of the table; the first may be the header.</param>
    public static HeaderGuess Of(IReadOnlyList<SampleRecord> records, int width, NumberForm form)
    {
        if (records.Count == 0)
        {
            return new HeaderGuess(true, null);
        }

        var rows = records.Skip(1).Where(r => r.IsAsWide(width)).ToList();
        var signs = Enumerable.Range(0, records[0].Fields.Count).Select(i => SignOf(records[0], rows, i, form)).ToList();
        var (names, values, numbers) = (signs.Count(s => s is Sign.Name), signs.Count(s => s is Sign.Value), signs.Count(s => s is Sign.Year));
        return (names > 0, values > 0) switch
        {
            (true, false) => new HeaderGuess(true, null),
            (true, true) when names > values => new HeaderGuess(true, $"{Fields(values)} could be a value of its column"),
            (true, true) => new HeaderGuess(false, $"{Fields(names)} is not of the type that the column has below"),
            (false, true) => new HeaderGuess(false, null),
            _ => OfTexts(records[0], rows, numbers),
        };
    }

    /// <summary>No column has a type that distinguishes a name from a value.</summary>
    private static HeaderGuess OfTexts(SampleRecord first, List<SampleRecord> rows, int numbers)
    {
        if (numbers > 0)
        {
            return new HeaderGuess(true, "its numbers are consecutive or are years, like column names, but they could be values");
        }

        if (rows.Count == 0)
        {
            return new HeaderGuess(true, "the file has no other row");
        }

        // A file that was joined from several files has its header more than once.
        if (rows.Exists(r => r.Fields.SequenceEqual(first.Fields)))
        {
            return new HeaderGuess(true, "it occurs again below");
        }

        if (first.Fields.Where(f => f.Length > 0).GroupBy(f => f).Any(g => g.Count() > 1))
        {
            return new HeaderGuess(false, "it has a duplicate text, and all columns are text");
        }

        return first.Fields.Index().FirstOrDefault(f => f.Item.Length > 0 && rows.Exists(r => r.Fields[f.Index] == f.Item)).Item is { } again
            ? new HeaderGuess(false, $"its text '{SourceProblem.Cut(again)}' occurs again below in the same column")
            : new HeaderGuess(true, "all columns are text, so a header and a row look the same");
    }

    private static Sign SignOf(SampleRecord first, List<SampleRecord> rows, int i, NumberForm form)
    {
        var value = first.Fields[i];
        if (value.Length == 0)
        {
            return Sign.None;
        }

        using var below = new ColumnProfile(form);
        using var all = new ColumnProfile(form);
        all.Add(Encoding.UTF8.GetBytes(value));
        foreach (var field in rows.Select(r => r.Fields[i]).Where(f => f.Length > 0))
        {
            below.Add(Encoding.UTF8.GetBytes(field));
            all.Add(Encoding.UTF8.GetBytes(field));
        }

        // If this field is quoted and the values below are not, it is a name.
        if ((below.IsTyped && !all.IsTyped) || (first.Quoted[i] && below.Values > 0 && !rows.Exists(r => r.Quoted[i])))
        {
            return Sign.Name;
        }

        return !all.IsTyped ? Sign.None : IsOfRange(first, i) && !rows.Exists(r => IsOfRange(r, i)) ? Sign.Year : Sign.Value;
    }

    /// <summary>Whether a number may be a column name: a year, or one more than the number before it.</summary>
    private static bool IsOfRange(SampleRecord record, int i)
    {
        if (Whole(record, i) is not { } number)
        {
            return false;
        }

        return number is >= 1800 and <= 2200 || (Whole(record, i - 1) is { } before ? IsNext(before, number) : Whole(record, i + 1) is { } after && IsNext(number, after) && number is 0 or 1);

        bool IsNext(int one, int other) => other == one + 1 && Enumerable.Range(0, record.Fields.Count).Count(c => Whole(record, c) is not null) > 2;
    }

    private static int? Whole(SampleRecord record, int i) =>
        i >= 0 && i < record.Fields.Count && int.TryParse(record.Fields[i], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Fields(int count) => count == 1 ? "one of its fields" : string.Create(CultureInfo.InvariantCulture, $"each of {count} of its fields");

    /// <summary>What a field of the first record shows about the record.</summary>
    private enum Sign
    {
        None,
        Name,
        Value,

        /// <summary>A number that could be a name or a value.</summary>
        Year,
    }
}
