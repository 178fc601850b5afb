using System.Text;

namespace DataShare.Lake;

/// <summary>
/// A column of text, kept as UTF-8: the places of values in a dictionary for as long as there are few different ones,
/// then the values themselves, one after the other as a page has them.
/// </summary>
public sealed class TextColumn : ColumnBuffer
{
    /// <summary>Longer bounds are left out of the file's own statistics.</summary>
    private const int PageBoundBytes = 64;

    private readonly bool showBounds;
    private readonly TextDictionary dictionary = new();
    private readonly ByteBuffer plain = new();
    private bool hasDictionary = true;
    private (int Values, int Minimum, int Maximum)? known;

    /// <summary>For each value its place in the dictionary, or where it ends.</summary>
    private int[] places = [];

    /// <summary>While pages are written: for each place the one that it has in the pages' dictionary; null when it is the same.</summary>
    private int[]? written;

    internal TextColumn(PartField field, bool showBounds)
        : base(field) => this.showBounds = showBounds;

    public override long PayloadBytes => hasDictionary ? dictionary.Bytes.Length : plain.Length;

    internal override long MostBytes => hasDictionary ? (long)dictionary.LongestValue * ValueCount : plain.Length;

    /// <param name="utf8">Whoever appends has seen that it is UTF-8.</param>
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

        AddPlain(utf8);
        AppendPlace(plain.Length);
    }

    /// <summary>Appends text; a surrogate without its other half becomes U+FFFD.</summary>
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
    /// Appends a value that is in the dictionary, so that it has been appended before; else does nothing and returns
    /// false. What a caller checks before it appends need not be checked again.
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
        if (!showBounds || Bounds(0, ValueCount) is not var (minimum, maximum))
        {
            return new ColumnStatistics(Nulls, null, null);
        }

        return new ColumnStatistics(Nulls, TextBound.Lower(Value(minimum)), TextBound.Upper(Value(maximum)));
    }

    private protected override void BeginPages(PageOutput output, int value, int count)
    {
        written = hasDictionary ? DictionaryPage.Write(output, dictionary, places.AsSpan(value, count)) : null;
        if (showBounds && Bounds(value, count) is var (minimum, maximum) && Math.Max(Value(minimum).Length, Value(maximum).Length) <= PageBoundBytes)
        {
            output.Bounds = (Value(minimum).ToArray(), Value(maximum).ToArray());
        }
    }

    private protected override void EncodeValues(PageOutput output, int value, int count)
    {
        if (hasDictionary)
        {
            DictionaryPage.WritePlaces(output, places.AsSpan(value, count), written);
        }
        else if (count > 0)
        {
            var bytes = plain.Written[Start(value)..places[value + count - 1]];
            bytes.CopyTo(output.Data.Add(bytes.Length));
        }
    }

    /// <summary>Places take two bytes at the most, so that all of a row group's have room.</summary>
    private protected override int FitPage(int value, int count)
    {
        if (hasDictionary)
        {
            return count;
        }

        var end = places.AsSpan(value, count).BinarySearch((int)Math.Min((long)Start(value) + PageOutput.PageBytes, int.MaxValue));
        return Math.Max(1, end < 0 ? ~end : end + 1);
    }

    private protected override int BytesOf(int value) => hasDictionary ? dictionary[places[value]].Length : places[value] - Start(value) - sizeof(int);

    /// <summary>Rejected rows must not fill the memory; in a dictionary their values may come again.</summary>
    private protected override void RemoveValues(int count)
    {
        known = null;
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

    private void AddPlain(ReadOnlySpan<byte> utf8)
    {
        plain.AddInt32(utf8.Length);
        utf8.CopyTo(plain.Add(utf8.Length));
    }

    private void LeaveDictionary()
    {
        hasDictionary = false;
        foreach (ref var place in places.AsSpan(0, ValueCount))
        {
            AddPlain(dictionary[place]);
            place = plain.Length;
        }

        dictionary.Clear();
    }

    /// <summary>The least and the greatest of some values, as <see cref="Value"/> takes them; null when there is none.</summary>
    private (int Minimum, int Maximum)? Bounds(int value, int count)
    {
        if (count == 0)
        {
            return null;
        }

        if (count == ValueCount && known is var (values, lowest, highest) && values == count)
        {
            return (lowest, highest);
        }

        var found = Extremes(value, count);
        if (count == ValueCount)
        {
            known = (count, found.Minimum, found.Maximum);
        }

        return found;
    }

    private (int Minimum, int Maximum) Extremes(int start, int count)
    {
        var used = hasDictionary ? dictionary.Used(places.AsSpan(start, count)) : null;
        var first = used is null ? start : Array.IndexOf(used, true);
        var (minimum, maximum) = (first, first);
        for (var i = first + 1; i < (used?.Length ?? start + count); i++)
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

    /// <summary>Where a value's length begins.</summary>
    private int Start(int value) => value == 0 ? 0 : places[value - 1];

    /// <summary>One of the values, or of the dictionary's.</summary>
    private ReadOnlySpan<byte> Value(int value) =>
        hasDictionary ? dictionary[value] : plain.Written[(Start(value) + sizeof(int))..places[value]];
}
