using CsCheck;
using DataShare.Schemas;

namespace DataShare.Tests.Schemas.Mapping;

/// <summary>Expressions of every form that the parser accepts, whether their types fit or not.</summary>
internal static class MappingGen
{
    private static readonly Gen<ColumnType> Types = Gen.OneOf(
        Gen.Enum<ColumnKind>().Where(k => k is not (ColumnKind.Decimal or ColumnKind.Binary)).Select(k => new ColumnType(k)),
        Gen.Select(Gen.Int[1, 38], Gen.Int[0, 38]).Where((p, s) => s <= p).Select((p, s) => ColumnType.Decimal(p, s)));

    private static readonly MappingOperator[] Arithmetic =
        [MappingOperator.Add, MappingOperator.Subtract, MappingOperator.Multiply, MappingOperator.Divide, MappingOperator.Concatenate];

    private static readonly MappingOperator[] Comparisons =
        [MappingOperator.Equal, MappingOperator.NotEqual, MappingOperator.Less, MappingOperator.LessOrEqual, MappingOperator.Greater, MappingOperator.GreaterOrEqual];

    /// <param name="depth">The maximum nesting.</param>
    public static Gen<MappingExpression> Values(int depth, Gen<string> columns, Gen<string> texts) => Value(depth, Gen.OneOf<MappingExpression>(
        columns.Select(MappingExpression (w) => new MappingExpression.Column(w)),
        texts.Select(MappingExpression (w) => new MappingExpression.Text(w)),
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Bool, Gen.Int[0, 99], MappingExpression (n, isWhole, part) =>
            new MappingExpression.Number(isWhole ? $"{n}" : $"{n}.{part}")),
        Gen.Bool.Select(MappingExpression (f) => new MappingExpression.Flag(f)),
        Gen.Const<MappingExpression>(new MappingExpression.Null())));

    private static Gen<MappingExpression> Value(int depth, Gen<MappingExpression> leaves) => depth == 0
        ? leaves
        : Gen.OneOf(
            leaves,
            Value(depth - 1, leaves).Select(MappingExpression (v) => new MappingExpression.Negation(v)),
            Gen.Select(Value(depth - 1, leaves), Types, MappingExpression (v, t) => new MappingExpression.Cast(v, t)),
            Gen.Select(One(Arithmetic), Value(depth - 1, leaves), Value(depth - 1, leaves), MappingExpression (o, l, r) => new MappingExpression.Binary(o, l, r)),
            Calls(Value(depth - 1, leaves)),
            Gen.Select(
                Gen.Select(Condition(depth - 1, leaves), Value(depth - 1, leaves), (w, t) => new CaseBranch(w, t)).Array[1, 2],
                Value(depth - 1, leaves).Null(),
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

    private static Gen<MappingExpression> Condition(int depth, Gen<MappingExpression> leaves)
    {
        var simple = Gen.OneOf(
            Value(Math.Max(0, depth - 1), leaves).Select(MappingExpression (v) => new MappingExpression.IsNull(v)),
            Gen.Select(One(Comparisons), Value(Math.Max(0, depth - 1), leaves), Value(Math.Max(0, depth - 1), leaves), MappingExpression (o, l, r) => new MappingExpression.Binary(o, l, r)));
        return depth == 0
            ? simple
            : Gen.OneOf(
                simple,
                Condition(depth - 1, leaves).Select(MappingExpression (c) => new MappingExpression.Not(c)),
                Gen.Select(
                    One(MappingOperator.And, MappingOperator.Or), Condition(depth - 1, leaves), Condition(depth - 1, leaves),
                    MappingExpression (o, l, r) => new MappingExpression.Binary(o, l, r)));
    }
}
