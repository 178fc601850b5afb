using System.Diagnostics;
using CsCheck;
using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas.Mapping;

/// <summary>What the text of an expression means.</summary>
public sealed class MappingParserTests
{
    private static readonly Gen<string> Words = Gen.Char["aZ_9 \"'-*/;{é中"].Array[0, 6].Select(c => new string(c));

    private static readonly Gen<ColumnType> Types = Gen.OneOf(
        Gen.Enum<ColumnKind>().Where(k => k is not (ColumnKind.Decimal or ColumnKind.Binary)).Select(k => new ColumnType(k)),
        Gen.Select(Gen.Int[1, 38], Gen.Int[0, 38]).Where((p, s) => s <= p).Select((p, s) => ColumnType.Decimal(p, s)));

    private static readonly Gen<MappingExpression> Leaves = Gen.OneOf<MappingExpression>(
        Words.Select(MappingExpression (w) => new MappingExpression.Column(w)),
        Words.Select(MappingExpression (w) => new MappingExpression.Text(w)),
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Bool, Gen.Int[0, 99], MappingExpression (n, isWhole, part) =>
            new MappingExpression.Number(isWhole ? $"{n}" : $"{n}.{part}")),
        Gen.Bool.Select(MappingExpression (f) => new MappingExpression.Flag(f)),
        Gen.Const<MappingExpression>(new MappingExpression.Null()));

    private static readonly MappingOperator[] Values =
        [MappingOperator.Add, MappingOperator.Subtract, MappingOperator.Multiply, MappingOperator.Divide, MappingOperator.Concatenate];

    private static readonly MappingOperator[] Comparisons =
        [MappingOperator.Equal, MappingOperator.NotEqual, MappingOperator.Less, MappingOperator.LessOrEqual, MappingOperator.Greater, MappingOperator.GreaterOrEqual];

    [Fact]
    public void The_text_of_a_tree_is_read_as_that_tree() => Value(4).Sample(
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
    public void Operators_hold_as_in_SQL(string text, string tree) => Assert.Equal(tree, MappingText.Tree(MappingParser.Parse(text, out _)!));

    [Theory]
    [InlineData("substring(a, 0, 2)")]
    [InlineData("substring(a, b, 2)")]
    [InlineData("substring(a, 1, -1)")]
    [InlineData("substring(a, 1, 1.5)")]
    [InlineData("substring(a, 1)")]
    [InlineData("round(a, -1)")]
    [InlineData("round(a, 100)")]
    public void Places_are_numbers_that_every_engine_takes(string text)
    {
        Assert.Null(MappingParser.Parse(text, out var problem));
        Assert.Contains("is not taken; expected", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_no_expression_is_answered_and_never_thrown_at() => Gen.Char["ab1.'\"()+-*/|<>=!,; casewhntdlru"].Array[0, 60].Sample(letters =>
        MappingParser.Parse(new string(letters), out var problem) is null != problem is null);

    [Fact]
    public void What_may_be_a_condition_or_a_value_does_not_take_long_to_tell()
    {
        const int levels = 12;
        var text = string.Concat(Enumerable.Repeat("case when (", levels)) + "a" + string.Concat(Enumerable.Repeat(" + 1) = 1 then 1 end", levels));
        var start = Stopwatch.GetTimestamp();

        MappingParser.Parse(text, out _);

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    private static Gen<MappingExpression> Value(int depth) => depth == 0
        ? Leaves
        : Gen.OneOf(
            Leaves,
            Value(depth - 1).Select(MappingExpression (v) => new MappingExpression.Negation(v)),
            Gen.Select(Value(depth - 1), Types, MappingExpression (v, t) => new MappingExpression.Cast(v, t)),
            Gen.Select(One(Values), Value(depth - 1), Value(depth - 1), MappingExpression (o, l, r) => new MappingExpression.Binary(o, l, r)),
            Calls(Value(depth - 1)),
            Gen.Select(
                Gen.Select(Condition(depth - 1), Value(depth - 1), (w, t) => new CaseBranch(w, t)).Array[1, 2],
                Value(depth - 1).Null(),
                MappingExpression (b, o) => new MappingExpression.Case(b, o)));

    private static Gen<MappingExpression> Calls(Gen<MappingExpression> value) => Gen.OneOf<MappingExpression>(
        value.Array[2, 3].Select(MappingExpression (v) => Call(MappingFunction.Coalesce, v)),
        Gen.Select(value, Gen.Int[0, 38], MappingExpression (v, d) => Call(MappingFunction.Round, v, new MappingExpression.Number($"{d}"))),
        Gen.Select(value, Gen.Int[1, 999], Gen.Int[0, 999], MappingExpression (v, f, l) =>
            Call(MappingFunction.Substring, v, new MappingExpression.Number($"{f}"), new MappingExpression.Number($"{l}"))),
        value.Select(MappingExpression (v) => Call(MappingFunction.Upper, v)),
        value.Select(MappingExpression (v) => Call(MappingFunction.Lower, v)));

    private static MappingExpression.Call Call(MappingFunction function, params MappingExpression[] arguments) => new(function, arguments);

    private static Gen<MappingOperator> One(params MappingOperator[] operators) => Gen.Int[0, operators.Length - 1].Select(i => operators[i]);

    private static Gen<MappingExpression> Condition(int depth)
    {
        var simple = Gen.OneOf(
            Value(Math.Max(0, depth - 1)).Select(MappingExpression (v) => new MappingExpression.IsNull(v)),
            Gen.Select(One(Comparisons), Value(Math.Max(0, depth - 1)), Value(Math.Max(0, depth - 1)), MappingExpression (o, l, r) => new MappingExpression.Binary(o, l, r)));
        return depth == 0
            ? simple
            : Gen.OneOf(
                simple,
                Condition(depth - 1).Select(MappingExpression (c) => new MappingExpression.Not(c)),
                Gen.Select(
                    One(MappingOperator.And, MappingOperator.Or), Condition(depth - 1), Condition(depth - 1),
                    MappingExpression (o, l, r) => new MappingExpression.Binary(o, l, r)));
    }
}
