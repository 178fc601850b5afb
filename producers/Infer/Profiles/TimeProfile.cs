using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The formats of dates and timestamps that fit all values of a column; before the first value, all formats.</summary>
internal sealed class TimeProfile
{
    private static readonly DateParser[] DateParsers = [.. TimeForm.Dates.Select(f => f.Parser)];
    private static readonly DateParser CompactParser = TimeForm.Compact.Parser;
    private static readonly TimestampParser[] TimestampParsers =
        [.. TimeForm.Timestamps.Select(f => new TimestampParser([f.Format], hasZone: false))];

    private bool isIso = true;
    private bool hasOffset;
    private bool hasNoOffset;

    /// <summary>A bit for each format of <see cref="TimeForm.Dates"/> that fits all values.</summary>
    public UInt128 Dates { get; private set; } = TimeForm.All(TimeForm.Dates);

    /// <summary>A bit for each format of <see cref="TimeForm.Timestamps"/> that fits all values.</summary>
    public UInt128 Timestamps { get; private set; } = TimeForm.All(TimeForm.Timestamps);

    /// <summary>Whether all values are dates as eight digits.</summary>
    public bool IsCompactDate { get; private set; } = true;

    public bool IsDate => Dates != 0;

    public bool IsTime => isIso || Timestamps != 0;

    /// <summary>The type of timestamps in ISO 8601; null if not all values are such timestamps.</summary>
    public ColumnKind? IsoTimestamp => !isIso ? null : hasOffset ? ColumnKind.Timestamp : ColumnKind.TimestampLocal;

    /// <summary>Whether some timestamps have an offset and others do not: the others count as UTC.</summary>
    public bool HasMixedOffsets => hasOffset && hasNoOffset;

    public void Add(ReadOnlySpan<byte> value)
    {
        IsCompactDate = IsCompactDate && IsCompact(value);
        for (var i = 0; Dates != 0 && i < DateParsers.Length; i++)
        {
            var form = UInt128.One << i;
            Dates &= (Dates & form) == 0 || DateParsers[i].TryParse(value, out _) ? UInt128.MaxValue : ~form;
        }

        for (var i = 0; Timestamps != 0 && i < TimestampParsers.Length; i++)
        {
            var form = UInt128.One << i;
            Timestamps &= (Timestamps & form) == 0 || TimestampParsers[i].TryParse(value, out _) ? UInt128.MaxValue : ~form;
        }

        if (isIso)
        {
            isIso = new TimestampParser([], hasZone: true).TryParse(value, out _)
                && IsoTime.TryTimestamp(value, out _, out var offset)
                && Note(offset is not null);
        }
    }

    /// <summary>Only plausible years count, because other numbers have eight digits too.</summary>
    private static bool IsCompact(ReadOnlySpan<byte> value) =>
        value.Length == TimeForm.Compact.Format.Length && CompactParser.TryParse(value, out var date) && date.Year is >= 1900 and <= 2100;

    private bool Note(bool offset)
    {
        hasOffset |= offset;
        hasNoOffset |= !offset;
        return true;
    }
}
