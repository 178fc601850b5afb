using System.Text;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The dialects that a file may be in, the plainest first. None has a delimiter that the file does not have.</summary>
internal static class CsvCandidates
{
    private const char Comment = '#';

    /// <param name="utf8">The beginning of the file, in UTF-8.</param>
    /// <param name="isWhole">Whether that is all of it.</param>
    /// <param name="delimiter">What a person says, or null.</param>
    public static IReadOnlyList<CsvDialect> Of(byte[] utf8, bool isWhole, string? delimiter)
    {
        var text = Encoding.UTF8.GetString(utf8);
        var standard = new CsvDialect { Header = false };
        // What the gate tries where a contract leaves it open; a line "sep=;" settles it.
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
            // Nothing but quotes stands at both ends of every line.
            guesses.RemoveAll(g => g.Quote is not '"');
        }

        if (delimiter is null && text.Contains("||", StringComparison.Ordinal))
        {
            // Where none stands alone they stand in pairs, with no empty field in between.
            var areAlone = text.Replace("||", "", StringComparison.Ordinal).TrimEnd('|').Contains('|', StringComparison.Ordinal);
            guesses.RemoveAll(g => g.Delimiter == (areAlone ? "||" : "|"));
        }

        if (delimiter is null && !text.Contains(standard.Delimiter, StringComparison.Ordinal))
        {
            // One column, which nothing divides.
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

    /// <summary>Whether a delimiter is more often something else: a colon stands in times and in sentences.</summary>
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

        // Where quotes are closed they are quotes.
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
