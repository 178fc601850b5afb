using System.Text;
using System.Text.Unicode;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Finds out how a CSV file is written, from its beginning.</summary>
internal static class CsvGuess
{
    /// <summary>How much of a file is looked at.</summary>
    public const int SampleBytes = 1 << 20;

    private const int SampleRecords = 1000;

    private static readonly string[] Delimiters = [",", ";", "\t", "|"];

    /// <param name="sample">The first bytes of the file's content.</param>
    /// <param name="isWhole">Whether that is all of it; else the last record is cut.</param>
    public static CsvDialect Of(byte[] sample, bool isWhole, InferOptions options)
    {
        var encoding = options.Encoding ?? EncodingOf(sample);
        string[] delimiters = options.Delimiter is { } given ? [given] : Delimiters;
        var best = delimiters
            .Select(d => Try(sample, isWhole, new CsvDialect { Delimiter = d, Encoding = encoding, Header = false }))
            .OrderByDescending(t => t.IsTable)
            .ThenByDescending(t => t.Alike)
            .ThenByDescending(t => t.Columns)
            .First();
        var dialect = best.Dialect with { Decimal = DecimalOf(best) };
        return dialect with { Header = HasHeader(best.Records, (byte)dialect.Decimal) };
    }

    private static string EncodingOf(byte[] sample)
    {
        // A byte order mark goes before whatever the contract says.
        if (DialectGuess.Utf16Of(sample.AsSpan(0, Math.Min(sample.Length, DialectGuess.SampleBytes))) is { } utf16)
        {
            return utf16;
        }

        // The cut may be in the middle of a character.
        return Enumerable.Range(0, Math.Min(4, sample.Length + 1)).Any(cut => Utf8.IsValid(sample.AsSpan(0, sample.Length - cut))) ? "utf-8" : "windows-1252";
    }

    private static Table Try(byte[] sample, bool isWhole, CsvDialect dialect)
    {
        var records = new List<string[]>();
        var broken = 0;
        try
        {
            using var reader = new CsvRecords(new MemoryStream(sample), dialect, fields: null);
            while (records.Count <= SampleRecords && reader.Read())
            {
                broken += reader.Problem is null ? 0 : 1;
                records.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Encoding.UTF8.GetString(reader.Field(i)))]);
            }
        }
        catch (FileRefusedException)
        {
            return new Table(dialect, [], 0, 0);
        }

        if (!isWhole && records.Count is > 1 and <= SampleRecords)
        {
            records.RemoveAt(records.Count - 1);
        }

        var columns = records.Count == 0 ? 0 : records[0].Length;
        var alike = records.Count == 0 ? 0 : (records.Count(r => r.Length == columns) - broken) / (double)records.Count;
        return new Table(dialect, records, columns, alike);
    }

    /// <summary>A comma, when the numbers of more columns have one than have a point.</summary>
    private static char DecimalOf(Table table)
    {
        var (commas, points) = (0, 0);
        for (var i = 0; i < table.Columns; i++)
        {
            var values = table.Records.Skip(1).Where(r => r.Length == table.Columns && r[i].Length > 0).Select(r => r[i]).ToList();
            commas += IsDecimal(values, ',') && !IsThousands(values) ? 1 : 0;
            points += IsDecimal(values, '.') ? 1 : 0;
        }

        return commas > points ? ',' : '.';
    }

    private static bool IsDecimal(List<string> values, char separator)
    {
        var shapes = values.Select(v => NumberShape.Of(Encoding.UTF8.GetBytes(v), (byte)separator)).ToList();
        return shapes.TrueForAll(s => s is not null) && shapes.Exists(s => s!.Value.HasPoint);
    }

    /// <summary><c>1,234</c> is a number of one digit or of four; where all have three behind the comma, nobody knows.</summary>
    private static bool IsThousands(List<string> values) =>
        values.TrueForAll(v => v.IndexOf(',', StringComparison.Ordinal) is var at && (at < 0 || v.Length - at == 4));

    /// <summary>
    /// A first record that is like the others, numbers where they have numbers, is no header. Texts over texts are
    /// taken for one: most files have it.
    /// </summary>
    private static bool HasHeader(IReadOnlyList<string[]> records, byte separator)
    {
        if (records.Count == 0)
        {
            return true;
        }

        var first = records[0];
        var typed = 0;
        for (var i = 0; i < first.Length; i++)
        {
            using var all = new ColumnProfile(separator);
            using var others = new ColumnProfile(separator);
            foreach (var (number, record) in records.Index().Where(r => r.Item.Length == first.Length && r.Item[i].Length > 0))
            {
                var value = Encoding.UTF8.GetBytes(record[i]);
                all.Add(value);
                if (number > 0)
                {
                    others.Add(value);
                }
            }

            if (others.IsTyped && !all.IsTyped)
            {
                return true;
            }

            typed += first[i].Length > 0 && all.IsTyped ? 1 : 0;
        }

        return typed == 0;
    }

    /// <summary>How the file looks with one delimiter.</summary>
    private sealed record Table(CsvDialect Dialect, IReadOnlyList<string[]> Records, int Columns, double Alike)
    {
        public bool IsTable => Columns > 1 && Alike > 0.5;
    }
}
