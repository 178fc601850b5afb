using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>What the rows of a CSV file have in common.</summary>
internal sealed class CsvProfile : IDisposable
{
    private CsvProfile(IReadOnlyList<string> header, IReadOnlyList<ColumnProfile> columns) =>
        (Header, Columns) = (header, columns);

    /// <summary>The names in the file; empty when it has no header.</summary>
    public IReadOnlyList<string> Header { get; }

    public IReadOnlyList<ColumnProfile> Columns { get; }

    /// <summary>Rows that the columns were made from.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows that are broken, or have more or fewer fields than the first; a gate refuses them.</summary>
    public long Broken { get; private set; }

    public bool IsUtf8 => Columns.All(c => c.IsUtf8);

    /// <summary>Reads to the end, or to the first value that is not UTF-8.</summary>
    /// <param name="open">Opens the content from its beginning.</param>
    /// <exception cref="FileRefusedException">It is not readable to its end.</exception>
    public static CsvProfile Read(Func<Stream> open, CsvDialect dialect, CancellationToken cancellationToken)
    {
        // The gate knows how many fields a row has, by the header or by the contract, and reads by that.
        int? first = dialect.Header ? null : CountFirst(open(), dialect);
        using var records = new CsvRecords(open(), dialect, first);
        var hasRow = records.Read();
        var count = first ?? records.Headers.Count;
        var profile = new CsvProfile(
            records.Headers, [.. Enumerable.Range(0, count).Select(_ => new ColumnProfile((byte)dialect.Decimal))]);
        for (; hasRow && profile.IsUtf8; hasRow = records.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            profile.Add(records);
        }

        return profile;
    }

    public void Dispose()
    {
        foreach (var column in Columns)
        {
            column.Dispose();
        }
    }

    /// <summary>Fields of the first row.</summary>
    private static int CountFirst(Stream content, CsvDialect dialect)
    {
        using var records = new CsvRecords(content, dialect, fields: null);
        return records.Read() ? records.FieldCount : 0;
    }

    private void Add(CsvRecords records)
    {
        if (records.Problem is not null || records.FieldCount != Columns.Count)
        {
            Broken++;
            return;
        }

        Rows++;
        for (var i = 0; i < Columns.Count; i++)
        {
            var field = records.Field(i);
            if (field.Length == 0)
            {
                Columns[i].AddNull();
            }
            else
            {
                Columns[i].Add(field);
            }
        }
    }
}
