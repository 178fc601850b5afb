using System.Text;

namespace DataShare.Schemas;

/// <summary>Checks that each word means only one of true, false and null.</summary>
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

        // Only the contract's own words are compared. If it says that 0 is null, then 0 is null and not false.
        foreach (var (own, ownKey) in new[] { (dialect.TrueValues, "trueValues"), (dialect.FalseValues, "falseValues") })
        {
            foreach (var word in own.Where(w => Has(dialect.NullValues, w)))
            {
                csv.YoungerProblem(ownKey, $"{SourceProblem.Quote(word)} is also one of the nullValues; expected words with one meaning, in any letter case");
            }
        }
    }

    /// <summary>Ignores the case of ASCII letters, as the gate does when it reads values.</summary>
    private static bool Has(IReadOnlyList<string> words, string word) =>
        words.Any(w => w == word || (Ascii.IsValid(w) && Ascii.EqualsIgnoreCase(w, word)));
}
