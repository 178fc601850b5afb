using System.Text;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The beginning of a file, read in one dialect.</summary>
/// <param name="Width">The number of fields that most records have.</param>
/// <param name="First">The index of the first record with so many fields: the records before it are titles.</param>
/// <param name="Alike">The share of records with so many fields, from 0 to 1.</param>
internal sealed record CsvLayout(CsvDialect Dialect, IReadOnlyList<SampleRecord> Records, int Width, int First, double Alike)
{
    /// <summary>The most title lines before a table.</summary>
    private const int MostTitles = 20;

    private bool IsTable => Width > 1 && Alike >= 0.5;

    /// <summary>Whether the rows of a file with one column are numbers, times or the like, which must not be split.</summary>
    private bool IsTyped
    {
        get
        {
            using var column = new ColumnProfile(NumberForm.Plain);
            foreach (var record in Records.Skip(1).Where(r => r.IsAsWide(1) && r.Fields[0].Length > 0))
            {
                column.Add(Encoding.UTF8.GetBytes(record.Fields[0]));
            }

            return column.IsTyped;
        }
    }

    /// <summary>The records without the titles.</summary>
    public IReadOnlyList<SampleRecord> Table => [.. Records.Skip(First)];

    /// <summary>The dialect in which the most records have the same width; of equal dialects, the plainest.</summary>
    /// <param name="utf8">The beginning of the file, in UTF-8.</param>
    /// <param name="delimiter">The delimiter that the user gave, or null.</param>
    public static CsvLayout Best(byte[] utf8, bool isWhole, string? delimiter)
    {
        var layouts = CsvCandidates.Of(utf8, isWhole, delimiter).Select(d => Of(d, utf8, isWhole)).OfType<CsvLayout>().ToList();
        var isOneColumn = layouts.Exists(l => l.Width == 1 && l.IsTyped);
        return layouts
            .Where(l => l.Dialect.Delimiter == delimiter || !CsvCandidates.IsRare(l.Dialect.Delimiter) || (l.First == 0 && !isOneColumn))
            .OrderByDescending(l => l.IsTable)
            // One or two broken rows weigh less than a line before the table that is not part of it.

            .ThenByDescending(l => l.IsTable ? Math.Round(l.Alike, 1) : l.Alike)
            .ThenBy(l => l.First)
            .ThenByDescending(l => l.Alike)
            .ThenByDescending(l => l.Width)
            .FirstOrDefault() ?? throw new FileRefusedException("empty", "The file has no record and no header");
    }

    private static CsvLayout? Of(CsvDialect dialect, byte[] utf8, bool isWhole)
    {
        var widths = SampleRecord.Read(utf8, isWhole, dialect, fields: null)
            .Where(r => !r.IsBroken)
            .GroupBy(r => r.Fields.Count)
            .OrderByDescending(g => g.Count())
            .Select(g => g.Key)
            .ToList();
        return widths.Take(1).Concat(widths.Where(w => w > 1).Take(1)).Distinct()
            .Where(w => !HidesRecords(dialect, utf8, isWhole, w))
            .Select(w => Of(dialect, SampleRecord.Read(utf8, isWhole, dialect, w), w))
            .OrderByDescending(l => l.IsTable)
            .ThenByDescending(l => l.Alike)
            .FirstOrDefault();
    }

    private static CsvLayout Of(CsvDialect dialect, List<SampleRecord> records, int width)
    {
        var good = records.Sum(r => !r.IsAsWide(width) ? 0 : r.HasForeignQuotes ? 0.5 : 1);
        var first = records.FindIndex(r => r.IsAsWide(width));
        // Spreadsheets pad a title line with delimiters.
        while (first >= 0 && first + 1 < records.Count && records[first].IsTitle && (records[first + 1].IsTitle || records[first + 1].IsAsWide(width)))
        {
            first++;
        }

        return new CsvLayout(dialect, records, width, first is >= 0 and <= MostTitles ? first : 0, records.Count == 0 ? 0 : good / records.Count);
    }

    /// <summary>Whether the comment character would hide records: a value or a name may begin with it.</summary>
    private static bool HidesRecords(CsvDialect dialect, byte[] utf8, bool isWhole, int width) =>
        dialect.Comment is { } comment
        && SampleRecord.Read(utf8, isWhole, dialect with { Comment = null }, width).Exists(r => r.IsAsWide(width) && r.Fields[0].StartsWith(comment));
}
