using System.Numerics;

namespace DataShare.Lake;

/// <summary>Writes values as places in a dictionary.</summary>
internal static class DictionaryPage
{
    /// <summary>Writes the dictionary of the values at some places.</summary>
    /// <param name="dictionary">Values at none of the places are not written: they are of other rows, or of rows that were taken out.</param>
    /// <returns>For each place the one that it has in what was written; null when it is the same.</returns>
    public static int[]? Write(PageOutput output, TextDictionary dictionary, ReadOnlySpan<int> places)
    {
        var used = dictionary.Used(places);
        var moved = used.Contains(false) ? WriteUsed(output, dictionary, used) : null;
        if (moved is null)
        {
            output.DictionaryValues = dictionary.Count;
            dictionary.Bytes.Written.CopyTo(output.Dictionary.Add(dictionary.Bytes.Length));
        }

        output.Encoding = output.DictionaryValues > 0 ? PageEncoding.RleDictionary : PageEncoding.Plain;
        return moved;
    }

    /// <summary>Writes the places of a page's values.</summary>
    /// <param name="moved">As <see cref="Write"/> returned it.</param>
    public static void WritePlaces(PageOutput output, ReadOnlySpan<int> places, int[]? moved)
    {
        if (output.DictionaryValues == 0)
        {
            return;
        }

        var width = Width(output.DictionaryValues);
        output.Data.Add((byte)width);
        HybridEncoder.Write(output.Data, moved is null ? places : Moved(places, moved), width);
    }

    /// <summary>Bits of a place in a dictionary of so many values.</summary>
    public static int Width(int values) => 32 - BitOperations.LeadingZeroCount((uint)Math.Max(values - 1, 0));

    private static int[] WriteUsed(PageOutput output, TextDictionary dictionary, bool[] used)
    {
        var moved = new int[used.Length];
        for (var i = 0; i < used.Length; i++)
        {
            if (used[i])
            {
                moved[i] = output.DictionaryValues++;
                var value = dictionary[i];
                output.Dictionary.AddInt32(value.Length);
                value.CopyTo(output.Dictionary.Add(value.Length));
            }
        }

        return moved;
    }

    private static int[] Moved(ReadOnlySpan<int> places, int[] moved)
    {
        var now = new int[places.Length];
        for (var i = 0; i < now.Length; i++)
        {
            now[i] = moved[places[i]];
        }

        return now;
    }
}
