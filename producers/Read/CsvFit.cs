using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Compares a CSV file with contract versions. Each version reads the file in its own dialect. If the columns do not fit, the
/// parts of the dialect that the contract leaves open are detected from the file. For one file.
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
        // A version whose own dialect fits goes before a version with a detected dialect.
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

        // The dialect with the fewest differences is reported: for a file with other delimiters, the wrong columns. If no
        // column matches, a dialect in which the file is a table is reported, the contract's own first.
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
    /// Reads again without blanks around names if a column is unknown only because of its blanks. Otherwise a contract that
    /// ignores unknown columns would lose it.
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

    /// <summary>If no column matches, says what the file is instead, as far as that can be recognized.</summary>
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

    /// <summary>A file without a header has another number of columns than the contract.</summary>
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
            // The damage is reported when the whole file is read.
            return [];
        }
    }

    /// <param name="Whole">For a file without a header: how many of the first rows have one field for each contract column.</param>
    private sealed record Reading(VersionTry Try, Opening Opening, int Whole)
    {
        public bool Fits => Try.Fit is { Fits: true };

        public bool IsForeign => Try.Fit is null or { IsForeign: true };

        /// <summary>Whether the file fits so well that no other dialect is tried: most rows are complete.</summary>
        public bool IsSure => Fits && (Opening.Names is not null || Opening.Fields.Count == 0 || Whole * 2 > Opening.Fields.Count);
    }
}
