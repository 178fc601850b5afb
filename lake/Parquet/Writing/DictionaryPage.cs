using System.Numerics;

namespace DataShare.Lake;

/// <summary>Writes values as places in a dictionary.</summary>
internal static class DictionaryPage
{
    /// <param name="dictionary">Values at none of the places are not written: they are of rows that were taken out again.</param>
    public static void Write(PageOutput page, TextDictionary dictionary, ReadOnlySpan<int> places)
    {
        var used = dictionary.Used(places);
        if (used.Contains(false))
        {
            places = WriteUsed(page, dictionary, places, used);
        }
        else
        {
            page.DictionaryValues = dictionary.Count;
            dictionary.Bytes.Written.CopyTo(page.Dictionary.Add(dictionary.Bytes.Length));
        }

        if (page.DictionaryValues == 0)
        {
            return;
        }

        var width = Width(page.DictionaryValues);
        page.Encoding = PageEncoding.RleDictionary;
        page.Data.Add((byte)width);
        HybridEncoder.Write(page.Data, places, width);
    }

    /// <summary>Bits of a place in a dictionary of so many values.</summary>
    public static int Width(int values) => 32 - BitOperations.LeadingZeroCount((uint)Math.Max(values - 1, 0));

    /// <summary>Returns the places in what is left of the dictionary.</summary>
    private static int[] WriteUsed(PageOutput page, TextDictionary dictionary, ReadOnlySpan<int> places, bool[] used)
    {
        var left = new int[used.Length];
        for (var i = 0; i < used.Length; i++)
        {
            if (used[i])
            {
                left[i] = page.DictionaryValues++;
                var value = dictionary[i];
                page.Dictionary.AddInt32(value.Length);
                value.CopyTo(page.Dictionary.Add(value.Length));
            }
        }

        var moved = new int[places.Length];
        for (var i = 0; i < moved.Length; i++)
        {
            moved[i] = left[places[i]];
        }

        return moved;
    }
}
