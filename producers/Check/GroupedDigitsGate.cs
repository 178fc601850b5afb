using System.Text;
using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>
/// Numbers whose digits may be in groups. The last group has three digits. The groups between all have three, or all two
/// (<c>12,34,567</c>). The first may be shorter, and does not begin with zero. Anything else is rejected: if a point
/// separates thousands, <c>12.5</c> must not become 125, and <c>0.123</c> must not become 123.
/// </summary>
/// <param name="inner">Takes the number without separators.</param>
internal sealed class GroupedDigitsGate(ColumnGate inner, char separator, byte decimalSeparator) : ColumnGate(inner.Column)
{
    private const int MaxBytes = 512;

    private readonly byte[] separator = Encoding.UTF8.GetBytes(separator.ToString());

    public override RuleBreak? Append(ReadOnlySpan<byte> field, ColumnBuffer target)
    {
        if (field.IndexOf(separator) < 0)
        {
            return inner.Append(field, target);
        }

        Span<byte> digits = stackalloc byte[MaxBytes];
        return field.Length <= MaxBytes && TryUngroup(field, digits, out var length)
            ? inner.Append(digits[..length], target)
            : NotOfType;
    }

    private bool TryUngroup(ReadOnlySpan<byte> field, Span<byte> digits, out int length)
    {
        var point = field.IndexOf(decimalSeparator);
        var whole = point < 0 ? field : field[..point];
        length = 0;
        if (whole is [(byte)'-' or (byte)'+', ..])
        {
            digits[length++] = whole[0];
            whole = whole[1..];
        }

        for (var (first, middle) = (0, 0); ;)
        {
            var end = whole.IndexOf(separator);
            var group = end < 0 ? whole : whole[..end];
            var isLast = end < 0;
            var isFirst = first == 0;
            if (group.ContainsAnyExceptInRange((byte)'0', (byte)'9')
                || !(isLast ? group.Length == 3 : isFirst ? group is [not (byte)'0', ..] and { Length: <= 3 } : IsMiddle(group.Length, first, middle)))
            {
                return false;
            }

            (first, middle) = isFirst ? (group.Length, middle) : (first, group.Length);

            group.CopyTo(digits[length..]);
            length += group.Length;
            if (isLast)
            {
                break;
            }

            whole = whole[(end + separator.Length)..];
        }

        var rest = point < 0 ? default : field[point..];
        rest.CopyTo(digits[length..]);
        length += rest.Length;
        return true;
    }

    /// <param name="first">The length of the first group.</param>
    /// <param name="before">The length of the group before; zero if that is the first group.</param>
    private static bool IsMiddle(int length, int first, int before) =>
        (length == 3 || (length == 2 && first <= 2)) && (before == 0 || length == before);
}
