namespace DataShare.Schemas;

/// <summary>Reads an expression of the mapping between major versions.</summary>
internal sealed class MappingParser
{
    private const int MaxDepth = 40;
    private const string Expected =
        "column names, literals, cast, coalesce, case, + - * /, ||, round, substring, upper and lower";

    private static readonly string[] Words =
        ["case", "when", "then", "else", "end", "and", "or", "not", "is", "as", "in", "like", "between", "select", "from", "exists"];

    private readonly IReadOnlyList<MappingToken> tokens;
    private int at;
    private int depth;

    private MappingParser(IReadOnlyList<MappingToken> tokens) => this.tokens = tokens;

    private MappingToken Current => tokens[at];

    /// <summary>Null if the text is not a valid expression; then the problem has the fault and its place.</summary>
    public static MappingExpression? Parse(string text, out string? problem)
    {
        try
        {
            var parser = new MappingParser(MappingLexer.Read(text));
            var expression = parser.Value();
            problem = null;
            return parser.Current.Kind is MappingTokenKind.End ? expression : throw parser.Unexpected("the end");
        }
        catch (FormatException e)
        {
            problem = e.Message;
            return null;
        }
    }

    private MappingExpression Value()
    {
        Deepen();
        var left = Term();
        while (Current.Is("+") || Current.Is("-") || Current.Is("||"))
        {
            var operation = Take().Text switch
            {
                "+" => MappingOperator.Add,
                "-" => MappingOperator.Subtract,
                _ => MappingOperator.Concatenate,
            };
            left = new MappingExpression.Binary(operation, left, Term());
        }

        depth--;
        return left;
    }

    private MappingExpression Term()
    {
        var left = Factor();
        while (Current.Is("*") || Current.Is("/"))
        {
            var operation = Take().Text is "*" ? MappingOperator.Multiply : MappingOperator.Divide;
            left = new MappingExpression.Binary(operation, left, Factor());
        }

        return left;
    }

    private MappingExpression Factor()
    {
        if (Current.Is("-"))
        {
            Take();
            Deepen();
            var value = Factor();
            depth--;
            return new MappingExpression.Negation(value);
        }

        var token = Take();
        return token.Kind switch
        {
            MappingTokenKind.Text => new MappingExpression.Text(token.Text),
            MappingTokenKind.Number => new MappingExpression.Number(token.Text),
            MappingTokenKind.QuotedName => new MappingExpression.Column(token.Text),
            MappingTokenKind.Symbol when token.Is("(") => InParentheses(),
            MappingTokenKind.Word when Current.Is("(") => MappingCalls.Is(token.Text)
                ? Call(token.Text)
                : throw Back($"the function {token} is not supported; expected only {Expected}"),
            MappingTokenKind.Word => Word(token),
            _ => throw Back($"found {token}; expected a value: {Expected}"),
        };
    }

    private MappingExpression InParentheses()
    {
        var value = Value();
        Expect(")");
        return value;
    }

    private MappingExpression Word(MappingToken word) => word.Text.ToUpperInvariant() switch
    {
        "NULL" => new MappingExpression.Null(),
        "TRUE" => new MappingExpression.Flag(true),
        "FALSE" => new MappingExpression.Flag(false),
        "CASE" => Case(),
        _ when Words.Contains(word.Text, StringComparer.OrdinalIgnoreCase) =>
            throw Back($"found {word}; expected a value: {Expected}"),
        _ => new MappingExpression.Column(word.Text),
    };

    private MappingExpression Call(string name)
    {
        Expect("(");
        if (name.Equals("cast", StringComparison.OrdinalIgnoreCase))
        {
            var value = Value();
            Expect("as");
            return new MappingExpression.Cast(value, Type());
        }

        var arguments = new List<MappingExpression> { Value() };
        while (Current.Is(","))
        {
            Take();
            arguments.Add(Value());
        }

        Expect(")");
        return MappingCalls.Of(name, arguments) ?? throw Wrong($"'{name}' with {CountText.Of(arguments.Count, "value")} is not supported; {MappingCalls.Forms}");
    }

    /// <summary>Reads the type and the parenthesis that closes the cast.</summary>
    private ColumnType Type()
    {
        var words = new List<string>();
        var open = 0;
        while (open > 0 || !Current.Is(")"))
        {
            open += Current.Is("(") ? 1 : Current.Is(")") ? -1 : 0;
            words.Add(Current.Kind is MappingTokenKind.End ? throw Unexpected("')'") : Take().Text);
        }

        Expect(")");
        var text = string.Concat(words.Select((w, i) => i > 0 && char.IsLetter(w[0]) ? " " + w : w));
        return MappingTypes.Find(text) ?? throw Wrong($"{SourceProblem.Quote(text)} is not a type to cast to; {MappingTypes.Expected}");
    }

    private MappingExpression.Case Case()
    {
        var branches = new List<CaseBranch>();
        while (Current.Is("when"))
        {
            Take();
            var when = Condition();
            Expect("then");
            branches.Add(new CaseBranch(when, Value()));
        }

        if (branches.Count == 0)
        {
            throw Unexpected("when, as in: case when amount > 0 then 'credit' end");
        }

        MappingExpression? otherwise = null;
        if (Current.Is("else"))
        {
            Take();
            otherwise = Value();
        }

        Expect("end");
        return new MappingExpression.Case(branches, otherwise);
    }

    private MappingExpression Condition()
    {
        Deepen();
        var left = Both();
        while (Current.Is("or"))
        {
            Take();
            left = new MappingExpression.Binary(MappingOperator.Or, left, Both());
        }

        depth--;
        return left;
    }

    private MappingExpression Both()
    {
        var left = Comparison();
        while (Current.Is("and"))
        {
            Take();
            left = new MappingExpression.Binary(MappingOperator.And, left, Comparison());
        }

        return left;
    }

    private MappingExpression Comparison()
    {
        if (Current.Is("not"))
        {
            Take();
            Deepen();
            var condition = Comparison();
            depth--;
            return new MappingExpression.Not(condition);
        }

        // A parenthesis may begin a condition or a value. Its content decides.
        if (Current.Is("(") && InParenthesesCondition() is { } inner)
        {
            return inner;
        }

        var left = Value();
        if (Current.Is("is"))
        {
            Take();
            var isNot = Current.Is("not");
            at += isNot ? 1 : 0;
            Expect("null");
            var isNull = new MappingExpression.IsNull(left);
            return isNot ? new MappingExpression.Not(isNull) : isNull;
        }

        return MappingCalls.Comparison(Current.Text) is { } comparison
            ? new MappingExpression.Binary(Skip(comparison), left, Value())
            : throw Unexpected("a comparison: = <> < <= > >=, is null, is not null");
    }

    private MappingExpression? InParenthesesCondition()
    {
        var (place, level) = (at, depth);
        try
        {
            Take();
            var condition = Condition();
            Expect(")");
            return condition;
        }
        catch (FormatException)
        {
            (at, depth) = (place, level);
            return null;
        }
    }

    private void Deepen()
    {
        if (++depth > MaxDepth)
        {
            throw Wrong($"nested more than {MaxDepth} levels deep");
        }
    }

    private T Skip<T>(T value)
    {
        Take();
        return value;
    }

    private MappingToken Take() => Current.Kind is MappingTokenKind.End ? throw Unexpected("more") : tokens[at++];

    private void Expect(string word)
    {
        if (!Current.Is(word))
        {
            throw Unexpected($"'{word}'");
        }

        at++;
    }

    private FormatException Unexpected(string expected) => Wrong($"found {Current}; expected {expected}");

    private FormatException Back(string what)
    {
        at--;
        return Wrong(what);
    }

    private FormatException Wrong(string what) => new(FormattableString.Invariant($"{what} (at character {Current.Place})"));
}
