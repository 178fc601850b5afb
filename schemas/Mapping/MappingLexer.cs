namespace DataShare.Schemas;

/// <summary>Splits an expression into words, names, texts, numbers and symbols.</summary>
internal static class MappingLexer
{
    private static readonly string[] Symbols = ["||", "<>", "<=", ">=", "!=", "=", "<", ">", "+", "-", "*", "/", "(", ")", ","];

    /// <exception cref="FormatException">A character cannot begin a token, or a quote is never closed.</exception>
    public static IReadOnlyList<MappingToken> Read(string text)
    {
        var tokens = new List<MappingToken>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            if (at == text.Length)
            {
                tokens.Add(new MappingToken(MappingTokenKind.End, "", at + 1));
                return tokens;
            }

            var begin = at;
            tokens.Add(Next(text, ref at) with { Place = begin + 1 });
        }
    }

    private static MappingToken Next(string text, ref int at)
    {
        var begin = at;
        switch (text[at])
        {
            case '\'':
                return new MappingToken(MappingTokenKind.Text, Quoted(text, ref at), 0);
            case '"':
                return new MappingToken(MappingTokenKind.QuotedName, Quoted(text, ref at), 0);
            case var c when char.IsAsciiDigit(c):
                return Number(text, ref at);
            case var c when char.IsLetter(c) || c is '_':
                while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_'))
                {
                    at++;
                }

                return new MappingToken(MappingTokenKind.Word, text[begin..at], 0);
        }

        // A comment would hide the rest of the expression.
        var symbol = text.AsSpan(at).StartsWith("--") || text.AsSpan(at).StartsWith("/*")
            ? null
            : Array.Find(Symbols, s => text.AsSpan(begin).StartsWith(s, StringComparison.Ordinal));
        at += symbol?.Length ?? throw At(at, $"{SourceProblem.Quote(text[at..(at + 1)])} is not allowed here");
        return new MappingToken(MappingTokenKind.Symbol, symbol is "!=" ? "<>" : symbol, 0);
    }

    private static MappingToken Number(string text, ref int at)
    {
        var begin = at;
        Digits(text, ref at);
        if (at + 1 < text.Length && text[at] is '.' && char.IsAsciiDigit(text[at + 1]))
        {
            at++;
            Digits(text, ref at);
        }

        // One engine reads 1e5 as a double, another as an error or a name.
        return at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '.') || at - begin > ColumnType.MaxPrecision
            ? throw At(begin, $"{SourceProblem.Quote(text[begin..Math.Min(text.Length, at + 1)])} is not a number; expected digits, such as 1.19")
            : new MappingToken(MappingTokenKind.Number, text[begin..at], 0);
    }

    private static void Digits(string text, ref int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }
    }

    /// <summary>The text between quotes; a doubled quote is one quote in the text.</summary>
    private static string Quoted(string text, ref int at)
    {
        var (quote, begin) = (text[at], at);
        for (at++; at < text.Length; at++)
        {
            if (text[at] != quote)
            {
                continue;
            }

            if (at + 1 < text.Length && text[at + 1] == quote)
            {
                at++;
                continue;
            }

            at++;
            return text[(begin + 1)..(at - 1)].Replace(new string(quote, 2), quote.ToString(), StringComparison.Ordinal);
        }

        throw At(begin, $"the quote {quote} is never closed");
    }

    private static FormatException At(int at, string what) => new(FormattableString.Invariant($"{what} (at character {at + 1})"));
}
