using System.Text;
using System.Text.Unicode;

namespace DataShare.Producers;

/// <summary>The profile of all columns of a CSV file.</summary>
internal sealed class CsvProfile : IDisposable
{
    private readonly bool hasBadBytes;
    private readonly byte[] delimiter;

    private CsvProfile(CsvShape shape, IReadOnlyList<string> header, int width)
    {
        (hasBadBytes, Header) = (shape.HasBadBytes, header);
        delimiter = Encoding.UTF8.GetBytes(shape.Dialect.Delimiter);
        Columns = [.. Enumerable.Range(0, width).Select(_ => new ColumnProfile(shape.Numbers))];
    }

    /// <summary>The column names in the file; empty when it has no header.</summary>
    public IReadOnlyList<string> Header { get; }

    public IReadOnlyList<ColumnProfile> Columns { get; }

    /// <summary>The number of profiled rows: broken rows, and rows with more or fewer fields, do not count.</summary>
    public long Rows { get; private set; }

    /// <summary>The first value that has lines that look like rows, because of an unclosed quote; null when there is none.</summary>
    public (RowPlace At, int Column, int Lines)? Swallowed { get; private set; }

    public FileTail Tail { get; } = new();

    /// <summary>Reads the whole file.</summary>
    /// <param name="open">Opens the content from its beginning.</param>
    /// <exception cref="FileRefusedException">The file cannot be read to its end.</exception>
    public static CsvProfile Read(Func<Stream> open, CsvShape shape, CancellationToken cancellationToken)
    {
        using var records = new CsvRecords(open(), shape.Dialect, shape.Width);
        var profile = new CsvProfile(shape, records.Headers, shape.Dialect.Header ? records.Headers.Count : shape.Width);
        try
        {
            while (records.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                profile.Add(records);
            }

            return profile;
        }
        catch
        {
            profile.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var column in Columns)
        {
            column.Dispose();
        }
    }

    private void Add(CsvRecords records)
    {
        var at = records.Place;
        if (records.Problem is not null || records.FieldCount != Columns.Count || (hasBadBytes && !Utf8.IsValid(records.Raw)))
        {
            Tail.AddBroken(records.Raw, delimiter);
            return;
        }

        Rows++;
        var empty = 0;
        for (var i = 0; i < Columns.Count; i++)
        {
            var field = records.Field(i);
            if (field.Length == 0)
            {
                Columns[i].AddNull();
                empty++;
            }
            else
            {
                Columns[i].Add(field, at);
                Look(field, i, at);
            }
        }

        Tail.AddRow(at, records.Field(0), isMostlyEmpty: empty * 2 >= Columns.Count);
    }

    /// <summary>A line in a value with as many delimiters as a row is probably a row.</summary>
    private void Look(ReadOnlySpan<byte> field, int column, RowPlace at)
    {
        if (Swallowed is not null || Columns.Count == 1 || field.IndexOf((byte)'\n') < 0)
        {
            return;
        }

        var lines = 0;
        foreach (var line in field.Split((byte)'\n'))
        {
            lines += field[line].Count(delimiter) == Columns.Count - 1 ? 1 : 0;
        }

        Swallowed = lines > 0 ? (at, column, lines) : null;
    }
}
