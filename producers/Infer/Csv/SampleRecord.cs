using System.Text;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>A record at the beginning of a CSV file, read in one dialect.</summary>
/// <param name="Quoted">For each field, whether it is in quotes.</param>
/// <param name="IsBroken">Whether the gate rejects the record whatever its fields are.</param>
/// <param name="Line">The line in which it begins, from 1.</param>
/// <param name="HasForeignQuotes">Whether a field is enclosed in quotes other than the dialect's.</param>
/// <param name="Text">The record as it is in the file.</param>
internal sealed record SampleRecord(IReadOnlyList<string> Fields, IReadOnlyList<bool> Quoted, bool IsBroken, long Line, bool HasForeignQuotes, string Text)
{
    /// <summary>The most records that are read.</summary>
    private const int Most = 1000;

    /// <param name="utf8">The beginning of the file, in UTF-8.</param>
    /// <param name="isWhole">Whether that is the whole file; otherwise the last record may be cut off.</param>
    /// <param name="fields">The number of fields that each record should have; null for any number.</param>
    public static List<SampleRecord> Read(byte[] utf8, bool isWhole, CsvDialect dialect, int? fields)
    {
        var records = new List<SampleRecord>();
        try
        {
            using var reader = new CsvRecords(new MemoryStream(utf8), dialect with { Header = false }, fields);
            while (records.Count <= Most && reader.Read())
            {
                records.Add(Of(reader, dialect));
            }
        }
        catch (FileRefusedException)
        {
            return [];
        }

        if (!isWhole && records.Count is > 1 and <= Most)
        {
            records.RemoveAt(records.Count - 1);
        }

        return records;
    }

    public bool IsAsWide(int width) => !IsBroken && Fields.Count == width;

    /// <summary>Whether all fields but the first are empty.</summary>
    public bool IsTitle => !IsBroken && Fields.Count > 1 && Fields.Skip(1).All(f => f.Length == 0);

    public SampleRecord Trimmed() => this with { Fields = [.. Fields.Select(f => f.Trim(' ', '\t'))] };

    private static SampleRecord Of(CsvRecords reader, CsvDialect dialect)
    {
        var text = Encoding.UTF8.GetString(reader.Raw).TrimEnd('\r', '\n');
        if (reader.Problem is not null)
        {
            return new SampleRecord([.. Enumerable.Repeat("", reader.FieldCount)], [], IsBroken: true, reader.Place.Line ?? 0, HasForeignQuotes: false, text);
        }

        var fields = new string[reader.FieldCount];
        var quoted = new bool[reader.FieldCount];
        var isForeign = false;
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = Encoding.UTF8.GetString(reader.Field(i));
            quoted[i] = dialect.Quote is not null && reader.IsQuoted(i);
            isForeign |= !quoted[i] && fields[i] is [var first and ('"' or '\''), _, .., var last] && last == first;
        }

        return new SampleRecord(fields, quoted, IsBroken: false, reader.Place.Line ?? 0, isForeign, text);
    }
}
