using System.Text;

namespace DataShare.Lake;

/// <summary>
/// A column of text, kept as UTF-8: as indexes into a dictionary while there are few distinct values, then as the values
/// themselves, one after the other.
/// </summary>
public sealed class TextColumn : ColumnBuffer
{
    private readonly TextDictionary dictionary = new();
    private readonly ByteBuffer plain = new();
    private bool hasDictionary = true;

    /// <summary>For each value, its index in the dictionary; without a dictionary, the offset of its end.</summary>
    private int[] places = [];

    internal TextColumn(PartField field)
        : base(field)
    {
    }

    public override long PayloadBytes => hasDictionary ? dictionary.Bytes.Length : plain.Length;

    internal override bool HasDictionary => hasDictionary;

    internal override long MostBytes => hasDictionary ? (long)dictionary.LongestValue * ValueCount : plain.Length;

    /// <param name="utf8">The caller has checked that it is valid UTF-8.</param>
    public void Append(ReadOnlySpan<byte> utf8)
    {
        if (hasDictionary)
        {
            var place = dictionary.FindOrAdd(utf8, ValueCount);
            if (place >= 0)
            {
                AppendPlace(place);
                return;
            }

            LeaveDictionary();
        }

        utf8.CopyTo(plain.Add(utf8.Length));
        AppendPlace(plain.Length);
    }

    /// <summary>Appends text; a lone surrogate becomes U+FFFD.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        const int few = 512;
        var bytes = text.Length <= few ? stackalloc byte[few * 3] : new byte[Encoding.UTF8.GetByteCount(text)];
        Append(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    public override void Clear()
    {
        base.Clear();
        dictionary.Clear();
        plain.Clear();
        hasDictionary = true;
    }

    /// <summary>
    /// Appends a value if it is in the dictionary; otherwise returns false. Such a value was appended before, so the caller need
    /// not check it again.
    /// </summary>
    public bool TryAppendKnown(ReadOnlySpan<byte> utf8)
    {
        var place = hasDictionary ? dictionary.Find(utf8) : -1;
        if (place < 0)
        {
            return false;
        }

        AppendPlace(place);
        return true;
    }

    internal override ColumnStatistics Statistics()
    {
        if (!Field.HasBounds || Bounds() is not var (minimum, maximum))
        {
            return new ColumnStatistics(Nulls, null, null);
        }

        return new ColumnStatistics(Nulls, TextBound.Lower(Value(minimum)), TextBound.Upper(Value(maximum)));
    }

    private protected override void WriteValues(WrittenRows rows, int value, int count)
    {
        var slices = rows.Buffers.Places.AsSpan(0, count);
        for (var i = 0; i < count; i++)
        {
            slices[i] = Place(value + i);
        }

        rows.Write(hasDictionary ? dictionary.Bytes.Written : plain.Written, slices);
    }

    private protected override int Fitting(int value, int count) =>
        hasDictionary && (long)dictionary.LongestValue * count <= WrittenRows.MostBytes ? count : FittingBytes(value, count);

    private protected override int BytesOf(int value) => Place(value).Length;

    /// <summary>Rejected rows must not fill the memory. A dictionary keeps their values, which may come again.</summary>
    private protected override void RemoveValues(int count)
    {
        if (count > 0 && !hasDictionary)
        {
            plain.Truncate(Start(ValueCount - count));
        }
    }

    private protected override void MoveValue(int from, int to)
    {
        if (hasDictionary)
        {
            places[to] = places[from];
            return;
        }

        if (from != to)
        {
            var (start, length) = (Start(from), places[from] - Start(from));
            var target = Start(to);
            plain.Move(start, target, length);
            places[to] = target + length;
        }
    }

    private void AppendPlace(int place)
    {
        var at = ValueCount;
        if (at == places.Length)
        {
            Array.Resize(ref places, Math.Max(1024, at * 2));
        }

        places[at] = place;
        MarkValue();
    }

    private void LeaveDictionary()
    {
        hasDictionary = false;
        foreach (ref var place in places.AsSpan(0, ValueCount))
        {
            var value = dictionary[place];
            value.CopyTo(plain.Add(value.Length));
            place = plain.Length;
        }

        dictionary.Clear();
    }

    /// <summary>The least and the greatest value, as arguments of <see cref="Value"/>; null when there is no value.</summary>
    private (int Minimum, int Maximum)? Bounds()
    {
        if (ValueCount == 0)
        {
            return null;
        }

        var used = hasDictionary ? dictionary.Used(places.AsSpan(0, ValueCount)) : null;
        var first = used is null ? 0 : Array.IndexOf(used, true);
        var (minimum, maximum) = (first, first);
        for (var i = first + 1; i < (used?.Length ?? ValueCount); i++)
        {
            if (used is not null && !used[i])
            {
                continue;
            }

            var value = Value(i);
            if (value.SequenceCompareTo(Value(minimum)) < 0)
            {
                minimum = i;
            }
            else if (value.SequenceCompareTo(Value(maximum)) > 0)
            {
                maximum = i;
            }
        }

        return (minimum, maximum);
    }

    /// <summary>The place of a value's bytes.</summary>
    private (int Start, int Length) Place(int value) =>
        hasDictionary ? dictionary.Place(places[value]) : (Start(value), places[value] - Start(value));

    /// <summary>The offset of a value.</summary>
    private int Start(int value) => value == 0 ? 0 : places[value - 1];

    /// <summary>The bytes of a value of the dictionary, or of the column if it has no dictionary.</summary>
    private ReadOnlySpan<byte> Value(int value) =>
        hasDictionary ? dictionary[value] : plain.Written[Start(value)..places[value]];
}
