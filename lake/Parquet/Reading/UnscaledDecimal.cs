using System.Globalization;
using System.Numerics;

namespace DataShare.Lake;

/// <summary>A decimal of any width, as the value times ten to the power of the scale.</summary>
public readonly record struct UnscaledDecimal(BigInteger Unscaled, int Scale)
{
    /// <summary>The number at another scale; a smaller scale truncates it.</summary>
    public UnscaledDecimal At(int scale) => new(
        scale >= Scale
            ? Unscaled * BigInteger.Pow(10, scale - Scale)
            : BigInteger.Divide(Unscaled, BigInteger.Pow(10, Scale - scale)),
        scale);

    /// <summary>All digits, with so many after the point as the scale: <c>-0.50</c>.</summary>
    public override string ToString()
    {
        var digits = BigInteger.Abs(Unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        var number = Scale == 0 ? digits : digits.Insert(digits.Length - Scale, ".");
        return Unscaled.Sign < 0 ? "-" + number : number;
    }
}
