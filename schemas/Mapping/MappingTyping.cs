namespace DataShare.Schemas;

/// <summary>
/// Finds the kind of value that an expression gives, and conversions that an engine refuses or that engines do
/// differently.
/// </summary>
/// <param name="from">The contract whose columns the expression reads. A column that it lacks could be of any kind.</param>
internal sealed class MappingTyping(DataContract from)
{
    private readonly List<string> problems = [];

    /// <param name="target">The type of the column that gets the value.</param>
    public static IReadOnlyList<string> Problems(MappingExpression expression, DataContract from, ColumnType target)
    {
        var typing = new MappingTyping(from);
        typing.Convert(typing.Value(expression), target);
        return [.. typing.problems.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Null if the value could be of any kind.</summary>
    private ColumnKind? Value(MappingExpression expression)
    {
        switch (expression)
        {
            case MappingExpression.Column column:
                return from.LandedColumns.FirstOrDefault(c => c.Name == column.Name)?.Type.Kind;
            case MappingExpression.Text:
                return ColumnKind.String;
            case MappingExpression.Number number:
                return number.Digits.Contains('.', StringComparison.Ordinal) ? ColumnKind.Decimal : ColumnKind.Int64;
            case MappingExpression.Flag:
                return ColumnKind.Boolean;
            case MappingExpression.Cast cast:
                Convert(Value(cast.Value), cast.Type);
                return cast.Type.Kind;
            case MappingExpression.Negation negation:
                return Number(negation.Value);
            case MappingExpression.Call call:
                return Call(call);
            case MappingExpression.Case branches:
                branches.Branches.ToList().ForEach(b => Condition(b.When));
                return Common([.. branches.Branches.Select(b => b.Then), .. branches.Otherwise is { } last ? new[] { last } : []]);
            case MappingExpression.Binary { Operator: MappingOperator.Concatenate } both:
                Text(both.Left);
                Text(both.Right);
                return ColumnKind.String;
            case MappingExpression.Binary both:
                var (left, right) = (Number(both.Left), Number(both.Right));
                return both.Operator is MappingOperator.Divide || left is ColumnKind.Double || right is ColumnKind.Double ? ColumnKind.Double : ColumnKind.Decimal;
            default:
                return null;
        }
    }

    private ColumnKind? Call(MappingExpression.Call call)
    {
        switch (call.Function)
        {
            case MappingFunction.Coalesce:
                return Common(call.Arguments);
            case MappingFunction.Round:
                return Number(call.Arguments[0]);
            default:
                Text(call.Arguments[0]);
                return ColumnKind.String;
        }
    }

    private void Condition(MappingExpression condition)
    {
        switch (condition)
        {
            case MappingExpression.IsNull isNull:
                Value(isNull.Value);
                break;
            case MappingExpression.Not or MappingExpression.Binary { Operator: MappingOperator.And or MappingOperator.Or }:
                condition.Parts.ToList().ForEach(Condition);
                break;
            default:
                Common([.. condition.Parts]);
                break;
        }
    }

    private void Text(MappingExpression expression) => Convert(Value(expression), new ColumnType(ColumnKind.String));

    /// <summary>If a calculation has a text, engines convert it to a double.</summary>
    private ColumnKind Number(MappingExpression expression)
    {
        var kind = Value(expression);
        Convert(kind, new ColumnType(ColumnKind.Double));
        return kind is ColumnKind.Double or ColumnKind.String or ColumnKind.Boolean ? ColumnKind.Double : ColumnKind.Decimal;
    }

    /// <summary>The common kind of alternative values. Texts are converted to the other kind, unless that is a number.</summary>
    private ColumnKind? Common(IReadOnlyList<MappingExpression> expressions)
    {
        var kinds = expressions.Select(Value).OfType<ColumnKind>().Distinct().ToList();
        var others = kinds.Where(k => k is not ColumnKind.String).ToList();
        if (others.DistinctBy(k => IsNumber(k) ? ColumnKind.Double : k).Take(2).ToList() is [var one, var other])
        {
            problems.Add($"{Name(one)} and {Name(other)} are not compatible; expected a cast of one of them");
        }

        var isText = others.Count < kinds.Count && others.All(IsNumber);
        if (isText || others.Count < kinds.Count)
        {
            kinds.ForEach(k => Convert(k, new ColumnType(isText ? ColumnKind.String : others[0])));
        }

        return isText ? ColumnKind.String
            : others.Count == 0 ? null
            : others.Count == 1 || !IsNumber(others[0]) ? others[0]
            : others.Contains(ColumnKind.Double) ? ColumnKind.Double : ColumnKind.Decimal;
    }

    private void Convert(ColumnKind? from, ColumnType to)
    {
        if (from is not { } kind || kind == to.Kind)
        {
            return;
        }

        if (to.Kind is ColumnKind.String && kind is (ColumnKind.Double or ColumnKind.Timestamp or ColumnKind.TimestampLocal or ColumnKind.Binary))
        {
            problems.Add($"{Name(kind)} is written differently in each engine; expected a cast to decimal or date first");
        }
        else if (!Goes(kind, to.Kind))
        {
            problems.Add($"{Name(kind)} cannot become {to}");
        }
    }

    private static bool Goes(ColumnKind from, ColumnKind to) => (from, to) switch
    {
        (ColumnKind.Binary, _) or (_, ColumnKind.Binary) => false,
        (ColumnKind.String, _) or (_, ColumnKind.String) => true,
        (ColumnKind.Uuid, _) or (_, ColumnKind.Uuid) => false,
        _ => IsNumber(from) || from is ColumnKind.Boolean ? IsNumber(to) || to is ColumnKind.Boolean : !IsNumber(to) && to is not ColumnKind.Boolean,
    };

    private static bool IsNumber(ColumnKind kind) => kind is >= ColumnKind.Int8 and <= ColumnKind.Double;

    private static string Name(ColumnKind kind) => kind is ColumnKind.Decimal ? "decimal" : new ColumnType(kind).ToString();
}
