using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Holds a CSV file against contract versions. Each reads it as its own files are written; what it leaves open of that is
/// found out from a file whose columns do not fit otherwise. For one file.
/// </summary>
/// <param name="open">Opens the unpacked content from its beginning.</param>
internal sealed class CsvFit(Func<Stream> open)
{
    private readonly List<(CsvDialect Dialect, Header Header)> read = [];
    private byte[]? sample;

    public IReadOnlyList<VersionTry> Tries(IEnumerable<DataContract> contracts)
    {
        List<VersionTry> written = [.. contracts.Select(c => Try(c, c.Inbox.Csv))];
        // What one version says of its files goes before what may be found out for another.
        return written.Exists(t => t.Fit is { Fits: true }) ? written : [.. written.Select(Guess)];
    }

    private VersionTry Guess(VersionTry first)
    {
        var contract = first.Contract;
        var written = contract.Inbox.Csv;
        if (written.Open is DialectParts.None || written.Widths.Count > 0)
        {
            return first;
        }

        // The one that leaves least to mend is told: of a file with other delimiters, the columns that are wrong.
        return DialectGuess.Of(written, sample ??= Sample())
            .Select(dialect => Try(contract, dialect))
            .Prepend(first)
            .OrderByDescending(t => t.Fit is { Fits: true })
            .ThenBy(t => t.Fit is null or { IsForeign: true })
            .ThenBy(t => t.Fit?.Differences)
            .First();
    }

    private VersionTry Try(DataContract contract, CsvDialect dialect)
    {
        var header = Read(dialect);
        return header switch
        {
            { Problem: { } problem } => new VersionTry(contract, null, problem),
            { Names: { } names } => new VersionTry(contract, ColumnFit.Of(contract, names) with { Dialect = dialect }, null),
            { Columns: { } columns } when columns != contract.Columns.Count =>
                new VersionTry(contract, null, new FileRefusedException("columns", FormattableString.Invariant(
                    $"The file has no header and {columns} columns, but contract {contract} has {contract.Columns.Count}"))),
            _ => new VersionTry(contract, ColumnFit.InOrder(contract) with { Dialect = dialect }, null),
        };
    }

    private Header Read(CsvDialect dialect)
    {
        var known = read.FindIndex(r => r.Dialect.IsSameAs(dialect));
        if (known >= 0)
        {
            return read[known].Header;
        }

        var header = ReadNew(dialect);
        read.Add((dialect, header));
        return header;
    }

    private Header ReadNew(CsvDialect dialect)
    {
        try
        {
            using var records = new CsvRecords(open(), dialect, fields: null);
            // Without a header the contract's order is the file's order; the first record shows how many columns there are.
            return dialect.Header ? new Header(records.Headers, null, null)
                : new Header(null, records.Read() ? records.FieldCount : null, null);
        }
        catch (FileRefusedException e)
        {
            return new Header(null, null, e);
        }
    }

    private byte[] Sample()
    {
        using var content = open();
        var bytes = new byte[DialectGuess.SampleBytes];
        try
        {
            return bytes[..content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            // What is damaged is told by whoever reads it to its end.
            return [];
        }
    }

    /// <param name="Names">Of a file with a header.</param>
    /// <param name="Columns">Of the first record of a file without one; null when there is none.</param>
    private sealed record Header(IReadOnlyList<string>? Names, int? Columns, FileRefusedException? Problem);
}
