namespace DataShare.Schemas;

/// <summary>
/// The numbers that pass comparisons. Two rules with the same meaning have equal sets: a count of more than 99 is a count of
/// 100 or more. Immutable.
/// </summary>
internal sealed class NumberSet
{
    private readonly IReadOnlyList<Span> spans;
    private readonly bool isCount;

    private NumberSet(IEnumerable<Span> spans, bool isCount) => (this.spans, this.isCount) = (Normal(spans, isCount), isCount);

    /// <summary>The possible results of a metric: whole numbers from 0, percentages from 0 to 100, or any number for a query.</summary>
    public static NumberSet All(QualityRule rule) => rule switch
    {
        { Query: not null } => new([new Span(null, false, null, false)], isCount: false),
        { IsPercent: true } => new([new Span(0, false, 100, false)], isCount: false),
        _ => new([new Span(0, false, null, false)], isCount: true),
    };

    /// <summary>The numbers of this set that also pass the comparison; null if it does not compare numbers.</summary>
    /// <param name="operation">Such as <c>mustBeGreaterThan</c>.</param>
    public NumberSet? Passing(string? operation, IReadOnlyList<decimal?> values) => (operation, values) switch
    {
        ("mustBe", [{ } value]) => And(new Span(value, false, value, false)),
        ("mustNotBe", [{ } value]) => And(new Span(null, false, value, true), new Span(value, true, null, false)),
        ("mustBeGreaterThan", [{ } value]) => And(new Span(value, true, null, false)),
        ("mustBeGreaterOrEqualTo", [{ } value]) => And(new Span(value, false, null, false)),
        ("mustBeLessThan", [{ } value]) => And(new Span(null, false, value, true)),
        ("mustBeLessOrEqualTo", [{ } value]) => And(new Span(null, false, value, false)),
        ("mustBeBetween", [{ } least, { } most]) => And(new Span(least, false, most, false)),
        ("mustNotBeBetween", [{ } least, { } most]) when least <= most => And(new Span(null, false, least, true), new Span(most, true, null, false)),
        ("mustNotBeBetween", [{ }, { }]) => this,
        _ => null,
    };

    public bool Contains(decimal number) => spans.Any(s => s.And(new Span(number, false, number, false)) is not null);

    public bool IsSameAs(NumberSet other) => spans.SequenceEqual(other.spans);

    public bool IsWithin(NumberSet other) => And([.. other.spans]).IsSameAs(this);

    private NumberSet And(params Span[] others) => new(spans.SelectMany(s => others.Select(s.And)).OfType<Span>(), isCount);

    /// <summary>Sorts the spans and joins those that touch. For counts, their ends become whole numbers.</summary>
    private static List<Span> Normal(IEnumerable<Span> spans, bool isCount)
    {
        var normal = new List<Span>();
        foreach (var span in spans.Select(s => isCount ? s.Whole() : s).OfType<Span>().OrderBy(s => s.Least ?? decimal.MinValue))
        {
            if (isCount && normal is [.., var last] && last.Most + 1 == span.Least)
            {
                normal[^1] = last with { Most = span.Most };
            }
            else
            {
                normal.Add(span);
            }
        }

        return normal;
    }

    /// <summary>A null end means that the span has no limit there.</summary>
    private sealed record Span(decimal? Least, bool IsAbove, decimal? Most, bool IsBelow)
    {
        /// <summary>The numbers in both spans; null if there are none.</summary>
        public Span? And(Span other)
        {
            var (least, above) = Higher(Least, IsAbove, other.Least, other.IsAbove);
            var (most, below) = Higher(-Most, IsBelow, -other.Most, other.IsBelow);
            return least > -most || (least == -most && (above || below)) ? null : new Span(least, above, -most, below);
        }

        public Span? Whole()
        {
            var (least, most) = (Least is { } low ? decimal.Ceiling(low) : (decimal?)null, Most is { } high ? decimal.Floor(high) : (decimal?)null);
            least = IsAbove && least == Least ? least + 1 : least;
            most = IsBelow && most == Most ? most - 1 : most;
            return least > most ? null : new Span(least, false, most, false);
        }

        private static (decimal?, bool) Higher(decimal? one, bool isBeyondOne, decimal? other, bool isBeyondOther) =>
            one is null || one < other ? (other, isBeyondOther)
            : other is null || other < one ? (one, isBeyondOne)
            : (one, isBeyondOne || isBeyondOther);
    }
}
