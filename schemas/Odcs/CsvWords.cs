using System.Text;

namespace DataShare.Schemas;

/// <summary>Holds the words for true, false and null against each other: one word means one of them.</summary>
internal static class CsvWords
{
    private static readonly string[] StandardTrue = ["true", "1"];
    private static readonly string[] StandardFalse = ["false", "0"];

    public static void Check(YamlMapping csv, CsvDialect dialect)
    {
        var trueWords = dialect.TrueValues.Count > 0 ? dialect.TrueValues : StandardTrue;
        var falseWords = dialect.FalseValues.Count > 0 ? dialect.FalseValues : StandardFalse;
        var key = dialect.FalseValues.Count > 0 ? "falseValues" : "trueValues";
        foreach (var word in falseWords.Where(w => Has(trueWords, w)))
        {
            csv.YoungerProblem(key, $"{SourceProblem.Quote(word)} means both true and false; expected words that mean one of them, in any letter case");
        }

        // The standard words are no words of the contract: where it says that 0 is null, it is.
        foreach (var (own, ownKey) in new[] { (dialect.TrueValues, "trueValues"), (dialect.FalseValues, "falseValues") })
        {
            foreach (var word in own.Where(w => Has(dialect.NullValues, w)))
            {
                csv.YoungerProblem(ownKey, $"{SourceProblem.Quote(word)} is also one of the nullValues; expected words with one meaning, in any letter case");
            }
        }
    }

    /// <summary>In any case of ASCII letters, as values are read.</summary>
    private static bool Has(IReadOnlyList<string> words, string word) =>
        words.Any(w => w == word || (Ascii.IsValid(w) && Ascii.EqualsIgnoreCase(w, word)));
}
