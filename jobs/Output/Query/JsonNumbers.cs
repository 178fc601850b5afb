using System.Text;

namespace DataShare.Jobs;

/// <summary>Corrects DuckDB's JSON, which has numbers that JSON does not allow.</summary>
internal static class JsonNumbers
{
    private static readonly string[] Words = ["-Infinity", "Infinity", "NaN"];

    /// <summary>Puts <c>Infinity</c>, <c>-Infinity</c> and <c>NaN</c> in quotes, as for single numbers.</summary>
    public static string Quoted(string json)
    {
        if (!Words.Any(w => json.Contains(w, StringComparison.Ordinal)))
        {
            return json;
        }

        var quoted = new StringBuilder(json.Length + 16);
        var isText = false;
        for (var i = 0; i < json.Length; i++)
        {
            if (!isText && Array.Find(Words, w => json.AsSpan(i).StartsWith(w, StringComparison.Ordinal)) is { } word)
            {
                quoted.Append('"').Append(word).Append('"');
                i += word.Length - 1;
                continue;
            }

            isText ^= json[i] is '"';
            quoted.Append(json[i]);
            if (isText && json[i] is '\\')
            {
                quoted.Append(json[++i]);
            }
        }

        return quoted.ToString();
    }
}
