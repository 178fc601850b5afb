using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Holds a CSV file against contract versions. Each reads it as its own files are written; what it leaves open of that is
/// found out from a file whose columns do not fit otherwise. For one file.
/// </summary>
/// <param name="open">Opens the unpacked content from its beginning.</param>
/// <param name="isPacked">Whether the file is packed.</param>
internal sealed partial class CsvFit(Func<Stream> open, bool isPacked)
{
    private readonly List<(CsvDialect Dialect, int? Columns, Opening Opening)> read = [];
    private byte[] sample = [];

    public IReadOnlyList<VersionTry> Tries(IEnumerable<DataContract> contracts)
    {
        List<DataContract> all = [.. contracts];
        sample = Sample();
        if (OtherContent.NoText(sample, isPacked) is { } other)
        {
            return [.. all.Select(c => new VersionTry(c, null, other))];
        }

        List<Reading> readings = [.. all.Select(c => Read(c, c.Inbox.Csv))];
        // What one version says of its files goes before what may be found out for another.
        if (!readings.Exists(r => r.IsSure))
        {
            readings = [.. readings.Select(Guess)];
        }

        readings = [.. readings.Select(Trimmed)];
        var isOneSure = readings.Exists(r => r.IsSure);
        return [.. readings.Select(r => r.Fits && !r.IsSure && isOneSure ? Miscounted(r) : Explained(r.Try))];
    }

    private Reading Guess(Reading first)
    {
        var contract = first.Try.Contract;
        var written = contract.Inbox.Csv;
        if (written.Open is DialectParts.None || written.Widths.Count > 0)
        {
            return first;
        }

        // The one that leaves least to mend is told: of a file with other delimiters, the columns that are wrong. Where
        // nothing is as in the contract, one that finds a table is told, the contract's own before others.
        return DialectGuess.Of(written, sample)
            .Select(dialect => Read(contract, dialect))
            .Prepend(first)
            .OrderByDescending(r => r.Fits)
            .ThenByDescending(r => r.Whole)
            .ThenBy(r => r.IsForeign)
            .ThenBy(r => r.IsForeign ? 0 : r.Try.Fit!.Differences)
            .ThenByDescending(r => r.IsForeign && r.Opening.IsTable)
            .First();
    }

    /// <summary>
    /// The same without blanks around names, where a column would be unknown for its blanks alone: a contract that leaves
    /// unknown columns out must not lose it so.
    /// </summary>
    private Reading Trimmed(Reading reading)
    {
        var (contract, fit, _) = reading.Try;
        if (!reading.Fits || !contract.Inbox.Csv.Open.HasFlag(DialectParts.Trim) || !fit!.Unknown.Any(c => c.Name.Trim(' ', '\t') != c.Name))
        {
            return reading;
        }

        var trimmed = Read(contract, fit.Dialect with { Trim = true });
        return trimmed.Fits && trimmed.Try.Fit!.Unknown.Count < fit.Unknown.Count ? trimmed : reading;
    }

    /// <summary>What a text with none of the columns is instead, if that is known.</summary>
    private VersionTry Explained(VersionTry guess) =>
        guess.Fit is null or { IsForeign: true } && OtherContent.OtherText(sample, guess.Fit?.Dialect.Encoding ?? guess.Contract.Inbox.Csv.Encoding) is { } other
            ? new VersionTry(guess.Contract, null, other)
            : guess;

    private Reading Read(DataContract contract, CsvDialect dialect)
    {
        var columns = contract.Columns.Count;
        var opening = Open(dialect, dialect.Header ? null : columns);
        var whole = opening.Names is null ? opening.Fields.Count(f => f == columns) : 0;
        var fit = opening.Problem is not null ? null : opening.Names is { } names ? ColumnFit.Of(contract, names) : ColumnFit.InOrder(contract);
        var reading = new Reading(new VersionTry(contract, fit is null ? null : fit with { Dialect = dialect }, opening.Problem), opening, whole);
        return fit is not null && opening.Names is null && whole == 0 && opening.Fields.Count > 0 ? reading with { Try = Miscounted(reading) } : reading;
    }

    /// <summary>Without a header the contract's order is the file's order; the rows show how many columns there are.</summary>
    private static VersionTry Miscounted(Reading reading)
    {
        var contract = reading.Try.Contract;
        return new VersionTry(contract, null, new FileRefusedException("columns", FormattableString.Invariant(
            $"The file has no header and {CountText.Of(reading.Opening.MostFields, "column")}, but contract {contract} has {contract.Columns.Count}")
            + DialectGuess.Told(reading.Try.Fit!.Dialect, contract.Inbox.Csv)));
    }

    private Opening Open(CsvDialect dialect, int? columns)
    {
        var known = read.FindIndex(r => r.Dialect.IsSameAs(dialect) && r.Columns == columns);
        if (known < 0)
        {
            read.Add((dialect, columns, Opening.Of(open, sample, dialect, columns)));
            known = read.Count - 1;
        }

        return read[known].Opening;
    }

    private byte[] Sample()
    {
        var bytes = new byte[DialectGuess.SampleBytes];
        try
        {
            using var content = open();
            return bytes[..content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is InvalidDataException or FileRefusedException)
        {
            // What is damaged is told by whoever reads it to its end.
            return [];
        }
    }

    /// <param name="Whole">Of a file without a header, the first rows that have as many fields as the contract columns.</param>
    private sealed record Reading(VersionTry Try, Opening Opening, int Whole)
    {
        public bool Fits => Try.Fit is { Fits: true };

        public bool IsForeign => Try.Fit is null or { IsForeign: true };

        /// <summary>Whether the file can be meant so without a look at other ways: a row or two may be broken.</summary>
        public bool IsSure => Fits && (Opening.Names is not null || Opening.Fields.Count == 0 || Whole * 2 > Opening.Fields.Count);
    }
}
