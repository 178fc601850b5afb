using System.Text;

namespace DataShare.Producers;

/// <summary>Keeps, for each type that a column could have, the first value that does not fit it.</summary>
internal sealed class TypeBreaks
{
    private const int KeptBytes = 200;

    private readonly Dictionary<string, TypeBreak> first = new(StringComparer.Ordinal);

    /// <summary>The type that fitted the most values before one did not; null if all values fit all types.</summary>
    public TypeBreak? Last => first.Values.OrderByDescending(b => b.Before).FirstOrDefault();

    /// <param name="wasPossible">Whether all values before fit the type.</param>
    /// <param name="before">The number of values before.</param>
    public void Note(bool wasPossible, bool isPossible, string type, ReadOnlySpan<byte> value, RowPlace at, long before)
    {
        if (wasPossible && !isPossible)
        {
            first.TryAdd(type, new TypeBreak(type, Encoding.UTF8.GetString(value[..Math.Min(value.Length, KeptBytes)]), at, before));
        }
    }
}

/// <param name="Type">The type in a word for people, such as "number".</param>
/// <param name="Value">The first value that does not fit the type.</param>
/// <param name="Before">The number of values before it.</param>
internal sealed record TypeBreak(string Type, string Value, RowPlace At, long Before);
