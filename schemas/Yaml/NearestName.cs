namespace DataShare.Schemas;

/// <summary>Finds the known name that is most similar to a misspelt one.</summary>
public static class NearestName
{
    /// <summary>
    /// The known name that takes the fewest edits (insert, remove, replace, swap neighbours) to reach, ignoring case;
    /// null if more than half of the letters would change.
    /// </summary>
    public static string? Of(string found, IEnumerable<string> known)
    {
        // No known name is this long, so this is not a misspelt name. The distance takes quadratic time.
        if (found.Length > 100)
        {
            return null;
        }

        var (best, distance) = (default(string), int.MaxValue);
        foreach (var name in known)
        {
            var edits = Distance(found.ToUpperInvariant(), name.ToUpperInvariant());
            if (edits < distance)
            {
                (best, distance) = (name, edits);
            }
        }

        return best is not null && distance <= Math.Max(found.Length, best.Length) / 2 ? best : null;
    }

    /// <summary>The end of a message about an unknown name: the most similar name, or all known names.</summary>
    public static string Hint(string found, IReadOnlyCollection<string> known) =>
        Of(found, known) is { } near ? $"did you mean '{near}'?" : known.Count == 0 ? "there is none" : $"known: {string.Join(", ", known)}";

    private static int Distance(string left, string right)
    {
        var (before, last, row) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var j = 0; j <= right.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replace = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(replace, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[right.Length];
    }
}
