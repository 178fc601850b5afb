namespace DataShare.Producers;

/// <summary>Whether the day or the month comes first, in a form where both are possible.</summary>
internal enum DayOrder
{
    None,
    DayFirst,
    MonthFirst,
}

/// <summary>A format of dates or timestamps.</summary>
internal sealed record TimeForm(string Format, DayOrder Order = DayOrder.None)
{
    private const string Iso = "yyyy-MM-dd";

    /// <summary>The gate's parser for dates of this format; without a format it parses ISO 8601, faster.</summary>
    public DateParser Parser => new(Format == Iso ? [] : [Format]);

    /// <summary>ISO 8601 and other common formats. Of similar formats, the stricter one comes first.</summary>
    public static IReadOnlyList<TimeForm> Dates { get; } =
    [
        new(Iso),
        new("yyyy-M-d"),
        new("dd.MM.yyyy"),
        new("d.M.yyyy"),
        new("yyyy/MM/dd"),
        new("yyyy/M/d"),
        new("yyyy.MM.dd"),
        new("dd.MM.yy"),
        new("d.M.yy"),
        new("dd MMM yyyy"),
        new("d MMM yyyy"),
        new("d MMMM yyyy"),
        new("dd-MMM-yyyy"),
        new("d-MMM-yyyy"),
        new("d-MMM-yy"),
        new("MMM d, yyyy"),
        new("MMMM d, yyyy"),
        .. OfBothOrders("dd", "MM", "yyyy", '/'),
        .. OfBothOrders("d", "M", "yyyy", '/'),
        .. OfBothOrders("dd", "MM", "yyyy", '-'),
        .. OfBothOrders("d", "M", "yyyy", '-'),
        .. OfBothOrders("d", "M", "yy", '/'),
    ];

    /// <summary>Eight digits, which may also be a number.</summary>
    public static TimeForm Compact { get; } = new("yyyyMMdd");

    private static readonly string[] Times = ["HH:mm:ss", "HH:mm", "h:mm:ss tt", "h:mm tt"];

    /// <summary>Formats of timestamps other than ISO 8601.</summary>
    public static IReadOnlyList<TimeForm> Timestamps { get; } =
        [.. Dates.Skip(1).SelectMany(d => Times.Select(t => d with { Format = $"{d.Format} {t}" }))];

    /// <summary>A bit for each.</summary>
    public static UInt128 All(IReadOnlyList<TimeForm> forms) => (UInt128.One << forms.Count) - 1;

    /// <summary>The first form that all values have; null if there is none, or the order of day and month is unknown.</summary>
    /// <param name="forms">All forms.</param>
    /// <param name="possible">A bit for each form that all values have.</param>
    /// <param name="order">The order that the columns of the file prove.</param>
    public static TimeForm? Choose(IReadOnlyList<TimeForm> forms, UInt128 possible, DayOrder order)
    {
        var left = Left(forms, possible).ToList();
        return left.Find(f => f.Order is DayOrder.None) ?? left.Find(f => f.Order == order);
    }

    /// <summary>The order of day and month that a column's values prove; none if both are possible, or neither.</summary>
    public static DayOrder Proof(IReadOnlyList<TimeForm> forms, UInt128 possible)
    {
        var orders = Left(forms, possible).Select(f => f.Order).Distinct().ToList();
        return orders is [var only] ? only : DayOrder.None;
    }

    private static IEnumerable<TimeForm> Left(IReadOnlyList<TimeForm> forms, UInt128 possible) =>
        forms.Index().Where(f => (possible & (UInt128.One << f.Index)) != 0).Select(f => f.Item);

    // A slash in a format stands for the culture's date separator; the invariant culture's separator is a slash.
    private static TimeForm[] OfBothOrders(string day, string month, string year, char separator) =>
    [
        new($"{day}{separator}{month}{separator}{year}", DayOrder.DayFirst),
        new($"{month}{separator}{day}{separator}{year}", DayOrder.MonthFirst),
    ];
}
