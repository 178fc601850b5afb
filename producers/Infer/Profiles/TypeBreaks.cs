using System.Text;

namespace DataShare.Producers;

/// <summary>Of each type that a column might have had, the first value that is not of it.</summary>
internal sealed class TypeBreaks
{
    private const int KeptBytes = 200;

    private readonly Dictionary<string, TypeBreak> first = new(StringComparer.Ordinal);

    /// <summary>The type that most values were of before one broke it; null when none is broken.</summary>
    public TypeBreak? Last => first.Values.OrderByDescending(b => b.Before).FirstOrDefault();

    /// <param name="wasPossible">Whether all values before were of the type.</param>
    /// <param name="before">How many those are.</param>
    public void Note(bool wasPossible, bool isPossible, string type, ReadOnlySpan<byte> value, RowPlace at, long before)
    {
        if (wasPossible && !isPossible)
        {
            first.TryAdd(type, new TypeBreak(type, Encoding.UTF8.GetString(value[..Math.Min(value.Length, KeptBytes)]), at, before));
        }
    }
}

/// <param name="Type">In a word for people, such as "number".</param>
/// <param name="Value">The first that is not of the type.</param>
/// <param name="Before">Values of the column that are.</param>
internal sealed record TypeBreak(string Type, string Value, RowPlace At, long Before);
