using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Finds the narrowest number type that holds every value of a column.</summary>
internal sealed class NumberProfile(NumberForm form)
{
    /// <summary>The most digits of a column that becomes a double.</summary>
    private const int DoubleDigits = 17;

    /// <summary>Amounts have at most so many digits after the point; more digits come from a computation.</summary>
    private const int MostAmountDigits = 8;

    private static readonly int[] Precisions = [18, PreciseDigits, ColumnType.MaxPrecision];

    private const int PreciseDigits = 28;

    private readonly byte separator = (byte)form.Decimal;
    private readonly UngroupedDigits? groups = form.Thousands is { } thousands ? new UngroupedDigits(form, thousands) : null;
    private bool isNumber = true;
    private bool isAny;
    private bool isInteger = true;
    private bool hasExponent;
    private bool isDouble = true;
    private int integerDigits;
    private int fractionDigits;
    private int mostDigits;
    private int fewestDigits = int.MaxValue;
    private long minimum;
    private long maximum;

    /// <summary>Whether all values are numbers without leading zeros.</summary>
    public bool IsPossible => isNumber;

    /// <summary>Whether a value is a word for NaN or infinity.</summary>
    public bool HasNonFinite { get; private set; }

    /// <summary>Whether a number has separators between groups of digits.</summary>
    public bool HasGroups { get; private set; }

    /// <summary>Whether a number has a decimal separator.</summary>
    public bool HasPoint { get; private set; }

    /// <summary>Whether the numbers have different counts of digits.</summary>
    public bool HasLengths => fewestDigits < mostDigits;

    /// <summary>Null when a value is not a number, has leading zeros, or has too many digits.</summary>
    public ColumnType? Type
    {
        get
        {
            if (!isAny || !isNumber)
            {
                return null;
            }

            if (HasNonFinite)
            {
                return isDouble && mostDigits <= DoubleDigits ? new ColumnType(ColumnKind.Double) : null;
            }

            if (isInteger)
            {
                return new ColumnType(minimum >= int.MinValue && maximum <= int.MaxValue ? ColumnKind.Int32 : ColumnKind.Int64);
            }

            if (hasExponent || (fractionDigits > MostAmountDigits && mostDigits <= DoubleDigits))
            {
                return isDouble ? new ColumnType(ColumnKind.Double) : null;
            }

            var digits = integerDigits + fractionDigits;
            return digits > ColumnType.MaxPrecision ? null : ColumnType.Decimal(Precisions.First(p => p >= digits), fractionDigits);
        }
    }

    public void Add(ReadOnlySpan<byte> value)
    {
        if (!isNumber)
        {
            return;
        }

        if (NonFiniteWords.TryParse(value, out _))
        {
            HasNonFinite = true;
            return;
        }

        isAny = true;
        if (groups is not null)
        {
            if (!groups.TryUngroup(value, out var digits))
            {
                isNumber = false;
                return;
            }

            HasGroups |= digits.Length < value.Length;
            value = digits;
        }

        if (NumberShape.Of(value, separator) is not { HasLeadingZero: false } shape)
        {
            isNumber = false;
            return;
        }

        hasExponent |= shape.HasExponent;
        HasPoint |= shape.HasPoint;
        fewestDigits = Math.Min(fewestDigits, shape.IntegerDigits + shape.FractionDigits);
        integerDigits = Math.Max(integerDigits, shape.IntegerDigits);
        fractionDigits = Math.Max(fractionDigits, shape.FractionDigits);
        mostDigits = Math.Max(mostDigits, shape.IntegerDigits + shape.FractionDigits);
        // A number with so few digits and no exponent always fits a double.
        isDouble = isDouble && ((!shape.HasExponent && mostDigits <= DoubleDigits) || new DoubleParser(separator).TryParse(value, out _));
        if (isInteger && default(IntegerParser<long>).TryParse(value, out var number))
        {
            (minimum, maximum) = (Math.Min(minimum, number), Math.Max(maximum, number));
        }
        else
        {
            isInteger = false;
        }
    }
}

/// <summary>Whether a column has booleans as words. A column of only 1 and 0 has numbers.</summary>
internal sealed class BooleanProfile
{
    private bool isPossible = true;
    private bool hasWord;

    /// <summary>Whether every value is a word for a boolean, 1 or 0.</summary>
    public bool IsPossible => isPossible;

    public bool IsBoolean => isPossible && hasWord;

    public void Add(ReadOnlySpan<byte> value)
    {
        if (isPossible)
        {
            isPossible = default(BooleanParser).TryParse(value, out _);
            hasWord |= value.Length > 1;
        }
    }
}
