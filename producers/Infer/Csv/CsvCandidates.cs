using System.Text;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The dialects that a file may have, the plainest first. Only delimiters that occur in the file are tried.</summary>
internal static class CsvCandidates
{
    private const char Comment = '#';

    /// <param name="utf8">The beginning of the file, in UTF-8.</param>
    /// <param name="isWhole">Whether that is all of it.</param>
    /// <param name="delimiter">The delimiter that the user gave, or null.</param>
    public static IReadOnlyList<CsvDialect> Of(byte[] utf8, bool isWhole, string? delimiter)
    {
        var text = Encoding.UTF8.GetString(utf8);
        var standard = new CsvDialect { Header = false };
        // The dialects that the gate tries if a contract leaves them open. A line "sep=;" decides.
        var guesses = DialectGuess.Of(
            standard with
            {
                Delimiter = delimiter ?? standard.Delimiter,
                Open = delimiter is null ? DialectParts.Delimiter | DialectParts.Quote : DialectParts.Quote,
            },
            utf8.AsSpan(0, Math.Min(utf8.Length, DialectGuess.SampleBytes)))
            .Where(d => delimiter is not null || text.Contains(d.Delimiter, StringComparison.Ordinal))
            .ToList();
        if (IsQuoted(text))
        {
            // Every line begins and ends with a double quote.
            guesses.RemoveAll(g => g.Quote is not '"');
        }

        if (delimiter is null && text.Contains("||", StringComparison.Ordinal))
        {
            // If no bar stands alone, the delimiter is a pair of bars, not one bar with empty fields.
            var areAlone = text.Replace("||", "", StringComparison.Ordinal).TrimEnd('|').Contains('|', StringComparison.Ordinal);
            guesses.RemoveAll(g => g.Delimiter == (areAlone ? "||" : "|"));
        }

        if (delimiter is null && !text.Contains(standard.Delimiter, StringComparison.Ordinal))
        {
            // The file may have one column and no delimiter.
            guesses.Insert(0, standard);
        }

        return
        [
            .. from comment in HasComments(text) ? new char?[] { null, Comment } : [null]
               from guess in guesses
               where comment is null || !guess.Delimiter.Contains(Comment, StringComparison.Ordinal)
               from dialect in Quotes(guess with { Comment = comment }, text, utf8, isWhole)
               select dialect,
        ];
    }

    /// <summary>Whether a character is rarely a delimiter: a colon occurs in times and sentences.</summary>
    public static bool IsRare(string delimiter) => delimiter is not ("," or ";" or "\t" or "|" or "||");

    private static IEnumerable<CsvDialect> Quotes(CsvDialect guess, string text, byte[] utf8, bool isWhole)
    {
        yield return guess;
        if (guess.Quote is not { } quote)
        {
            yield break;
        }

        if (text.Contains($"\\{quote}", StringComparison.Ordinal))
        {
            yield return guess with { Escape = '\\' };
        }

        // If every quote is closed, quotes are not ordinary text.
        if (quote == '"' && text.Contains(quote, StringComparison.Ordinal) && SampleRecord.Read(utf8, isWhole, guess, fields: null).Exists(r => r.IsBroken))
        {
            yield return guess with { Quote = null };
        }
    }

    private static bool IsQuoted(string text) =>
        text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries).All(l => l is ['"', .., '"']);

    private static bool HasComments(string text) =>
        text.StartsWith(Comment) || text.Contains($"\n{Comment}", StringComparison.Ordinal) || text.Contains($"\r{Comment}", StringComparison.Ordinal);
}
