namespace DataShare.Producers;

/// <summary>Which of day and month stands first, where both would do.</summary>
internal enum DayOrder
{
    None,
    DayFirst,
    MonthFirst,
}

/// <summary>A form that dates are written in.</summary>
internal sealed record TimeForm(string Format, DayOrder Order = DayOrder.None)
{
    private const string Iso = "yyyy-MM-dd";

    /// <summary>The gate's, for dates; it has a faster one for ISO 8601.</summary>
    public DateParser Parser => new(Format == Iso ? [] : [Format]);

    /// <summary>ISO 8601, and what else is common. Of those of one kind the stricter stands first.</summary>
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

    /// <summary>Eight digits, which may be a number as well.</summary>
    public static TimeForm Compact { get; } = new("yyyyMMdd");

    private static readonly string[] Times = ["HH:mm:ss", "HH:mm", "h:mm:ss tt", "h:mm tt"];

    /// <summary>Timestamps besides those of ISO 8601.</summary>
    public static IReadOnlyList<TimeForm> Timestamps { get; } =
        [.. Dates.Skip(1).SelectMany(d => Times.Select(t => d with { Format = $"{d.Format} {t}" }))];

    /// <summary>A bit for each.</summary>
    public static UInt128 All(IReadOnlyList<TimeForm> forms) => (UInt128.One << forms.Count) - 1;

    /// <summary>The first of those that a column's values all have; null when the order of day and month is not known.</summary>
    /// <param name="forms">All.</param>
    /// <param name="possible">A bit for each.</param>
    /// <param name="order">What is known from other columns.</param>
    public static TimeForm? Choose(IReadOnlyList<TimeForm> forms, UInt128 possible, DayOrder order)
    {
        var left = Left(forms, possible).ToList();
        return left.Find(f => f.Order is DayOrder.None) ?? left.Find(f => f.Order == order);
    }

    /// <summary>Which order a column's values prove; none when both would do, or neither.</summary>
    public static DayOrder Proof(IReadOnlyList<TimeForm> forms, UInt128 possible)
    {
        var orders = Left(forms, possible).Select(f => f.Order).Distinct().ToList();
        return orders is [var only] ? only : DayOrder.None;
    }

    private static IEnumerable<TimeForm> Left(IReadOnlyList<TimeForm> forms, UInt128 possible) =>
        forms.Index().Where(f => (possible & (UInt128.One << f.Index)) != 0).Select(f => f.Item);

    // In a format a slash is the culture's separator of dates, and that of the invariant culture is a slash.
    private static TimeForm[] OfBothOrders(string day, string month, string year, char separator) =>
    [
        new($"{day}{separator}{month}{separator}{year}", DayOrder.DayFirst),
        new($"{month}{separator}{day}{separator}{year}", DayOrder.MonthFirst),
    ];
}
