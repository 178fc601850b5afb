namespace DataShare.Producers;

/// <summary>The shape of a field as a number, found without parsing its value.</summary>
/// <param name="IntegerDigits">Digits before the point; a single zero counts as none.</param>
internal readonly record struct NumberShape(int IntegerDigits, int FractionDigits, bool HasPoint, bool HasExponent, bool HasLeadingZero)
{
    /// <summary>Null unless the whole field is one number.</summary>
    public static NumberShape? Of(ReadOnlySpan<byte> field, byte separator)
    {
        var rest = field is [(byte)'+' or (byte)'-', ..] ? field[1..] : field;
        var whole = Digits(ref rest);
        var fraction = 0;
        var hasPoint = rest.Length > 0 && rest[0] == separator;
        if (hasPoint)
        {
            rest = rest[1..];
            fraction = Digits(ref rest);
        }

        if (whole + fraction == 0)
        {
            return null;
        }

        var hasExponent = rest is [(byte)'e' or (byte)'E', ..];
        if (hasExponent)
        {
            rest = rest[1..];
            rest = rest is [(byte)'+' or (byte)'-', ..] ? rest[1..] : rest;
            if (Digits(ref rest) == 0)
            {
                return null;
            }
        }

        var first = field is [(byte)'+' or (byte)'-', ..] ? field[1..] : field;
        var isZero = whole == 1 && first[0] == '0';
        return rest.Length > 0 ? null : new NumberShape(isZero ? 0 : whole, fraction, hasPoint, hasExponent, whole > 1 && first[0] == '0');
    }

    private static int Digits(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var digits = end < 0 ? rest.Length : end;
        rest = rest[digits..];
        return digits;
    }
}
