using System.Diagnostics;
using CsCheck;
using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas.Mapping;

/// <summary>The meaning of an expression's text.</summary>
public sealed class MappingParserTests
{
    private static readonly Gen<string> Words = Gen.Char["aZ_9 \"'-*/;{é中"].Array[0, 6].Select(c => new string(c));

    [Fact]
    public void An_expression_written_as_text_is_read_back_unchanged() => MappingGen.Values(4, Words, Words).Sample(
        tree =>
        {
            var text = MappingText.Of(tree);
            var read = MappingParser.Parse(text, out var problem);
            return read is not null && problem is null && MappingText.Tree(read) == MappingText.Tree(tree);
        },
        print: MappingText.Of);

    [Theory]
    [InlineData("a - b - c", "Subtract(Subtract([a] [b]) [c])")]
    [InlineData("a / b / c", "Divide(Divide([a] [b]) [c])")]
    [InlineData("a + b * c", "Add([a] Multiply([b] [c]))")]
    [InlineData("a || b + c", "Add(Concatenate([a] [b]) [c])")]
    [InlineData("-a * b", "Multiply(Negation([a]) [b])")]
    [InlineData("- - 1", "Negation(Negation(1))")]
    [InlineData("round(a)", "Round([a] 0)")]
    [InlineData("CAST(a AS NUMERIC(5))", "Cast([a] decimal(5,0))")]
    [InlineData("cast(a as double precision)", "Cast([a] double)")]
    [InlineData("\"Case\"", "[Case]")]
    [InlineData("'it''s'", "<it's>")]
    [InlineData("case when a = 1 or b = 2 and c = 3 then 1 end", "Case(Or(Equal([a] 1) And(Equal([b] 2) Equal([c] 3))) 1 without else)")]
    [InlineData("case when not a = 1 and b = 2 then 1 end", "Case(And(Not(Equal([a] 1)) Equal([b] 2)) 1 without else)")]
    [InlineData("case when (a + 1) * 2 > 3 then 1 end", "Case(Greater(Multiply(Add([a] 1) 2) 3) 1 without else)")]
    [InlineData("case when ((a) is not null) then 1 end", "Case(Not(IsNull([a])) 1 without else)")]
    public void Operators_have_the_precedence_of_SQL(string text, string tree) => Assert.Equal(tree, MappingText.Tree(MappingParser.Parse(text, out _)!));

    [Theory]
    [InlineData("substring(a, 0, 2)")]
    [InlineData("substring(a, b, 2)")]
    [InlineData("substring(a, 1, -1)")]
    [InlineData("substring(a, 1, 1.5)")]
    [InlineData("substring(a, 1)")]
    [InlineData("round(a, -1)")]
    [InlineData("round(a, 100)")]
    public void Positions_are_numbers_that_every_engine_accepts(string text)
    {
        Assert.Null(MappingParser.Parse(text, out var problem));
        Assert.Contains("is not supported; expected", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_no_expression_gives_a_problem_and_no_exception() => Gen.Char["ab1.'\"()+-*/|<>=!,; casewhntdlru"].Array[0, 60].Sample(letters =>
        MappingParser.Parse(new string(letters), out var problem) is null != problem is null);

    [Fact]
    public void Nested_parentheses_are_parsed_quickly()
    {
        const int levels = 12;
        var text = string.Concat(Enumerable.Repeat("case when (", levels)) + "a" + string.Concat(Enumerable.Repeat(" + 1) = 1 then 1 end", levels));
        var start = Stopwatch.GetTimestamp();

        MappingParser.Parse(text, out _);

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }
}
