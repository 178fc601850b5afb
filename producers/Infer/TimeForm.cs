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
    /// <summary>ISO 8601, and what else is common. Of those of one kind the stricter stands first.</summary>
    public static IReadOnlyList<TimeForm> Dates { get; } =
    [
        new("yyyy-MM-dd"),
        new("dd.MM.yyyy"),
        new("d.M.yyyy"),
        new("yyyy/MM/dd"),
        new("dd/MM/yyyy", DayOrder.DayFirst),
        new("MM/dd/yyyy", DayOrder.MonthFirst),
        new("d/M/yyyy", DayOrder.DayFirst),
        new("M/d/yyyy", DayOrder.MonthFirst),
    ];

    /// <summary>Timestamps besides those of ISO 8601.</summary>
    public static IReadOnlyList<TimeForm> Timestamps { get; } =
        [.. Dates.Skip(1).SelectMany(d => new[] { d with { Format = d.Format + " HH:mm:ss" }, d with { Format = d.Format + " HH:mm" } })];

    /// <summary>The first of those that a column's values all have; null when the order of day and month is not known.</summary>
    /// <param name="forms">All.</param>
    /// <param name="possible">A bit for each.</param>
    /// <param name="order">What is known from other columns.</param>
    public static TimeForm? Choose(IReadOnlyList<TimeForm> forms, uint possible, DayOrder order)
    {
        var left = Left(forms, possible).ToList();
        return left.Find(f => f.Order is DayOrder.None) ?? left.Find(f => f.Order == order);
    }

    /// <summary>Which order a column's values prove; none when both would do, or neither.</summary>
    public static DayOrder Proof(IReadOnlyList<TimeForm> forms, uint possible)
    {
        var orders = Left(forms, possible).Select(f => f.Order).Distinct().ToList();
        return orders is [var only] ? only : DayOrder.None;
    }

    private static IEnumerable<TimeForm> Left(IReadOnlyList<TimeForm> forms, uint possible) =>
        forms.Index().Where(f => (possible & (1u << f.Index)) != 0).Select(f => f.Item);
}
