namespace DataShare.Schemas;

/// <summary>Values of a mapping that break the rules of its target, as far as types, enums and bounds show.</summary>
internal static class MappedValueFaults
{
    private const int MostShown = 5;

    /// <summary>Forbidden values that the mapping itself contains, and keys that can be null.</summary>
    /// <param name="written">The contract's mapping to one version.</param>
    public static IEnumerable<string> Certain(IReadOnlyDictionary<string, MappingExpression> written, DataContract from, DataContract to)
    {
        foreach (var column in to.Columns.Where(c => written.ContainsKey(c.Name)))
        {
            foreach (var (constant, fault) in Constants(written[column.Name], column.Type).Distinct(StringComparer.Ordinal)
                .Select(c => (c, RuleFit.Fault(column, c))).Where(c => c.Item2 is not null))
            {
                yield return $"{column.Name}: {SourceProblem.Quote(constant)} {fault}, which breaks the rules of {to}";
            }

            var nulls = column.PrimaryKeyPosition is null ? [] : Of(written[column.Name], from, column).Nulls.Where(n => !n.IsConversion).ToList();
            if (nulls.Count > 0)
            {
                yield return $"{column.Name}: it can be null, because {Said(nulls)}; it is in the primary key of {to}. Expected a value for every row, such as coalesce({column.Name}, …)";
            }
        }
    }

    /// <summary>Values of rows that views would show although the rules forbid them; each a sentence without its end.</summary>
    public static IEnumerable<string> Possible(RowMapping mapping)
    {
        foreach (var mapped in mapping.Columns.Where(c => c.Target.Name != DataContract.RescuedColumn.Name))
        {
            var (column, values) = (mapped.Target, Of(mapped.Expression, mapping.From, mapped.Target));
            if (column.Required && values.Nulls.Count > 0)
            {
                yield return $"{column.Name} is null{(column.PrimaryKeyPosition is null ? "" : ", and its row left out,")} where {string.Join(", or ", values.Nulls.Select(n => n.Text))}";
            }

            var forbidden = Forbidden(column, values).ToList();
            if (forbidden.Count > 0)
            {
                yield return $"{column.Name}: {string.Join("; ", forbidden.Take(MostShown))}{(forbidden.Count > MostShown ? FormattableString.Invariant($"; and {forbidden.Count - MostShown} more") : "")}";
            }
        }
    }

    public static PossibleValues Of(MappingExpression expression, DataContract from, ContractColumn target)
    {
        var values = ValueConversion.To(ExpressionValues.Of(expression, from), target.Type);
        var isLost = target is { Type.Kind: ColumnKind.Double, Rules.TakesNonFinite: false }
            && from.Columns.Any(c => c.Rules.TakesNonFinite && expression.Columns.Contains(c.Name, StringComparer.Ordinal));
        return isLost ? values with { Nulls = [.. values.Nulls, new NullReason("NaN and infinity become null", IsConversion: true)] } : values;
    }

    /// <summary>The values, other than null, that the rules of the column forbid; each the beginning of a sentence.</summary>
    public static IEnumerable<string> Forbidden(ContractColumn column, PossibleValues values)
    {
        if (values.Texts is { } texts)
        {
            return texts.Select(t => RuleFit.Fault(column, t) is { } fault ? $"{SourceProblem.Quote(t)} {fault}" : null).OfType<string>();
        }

        var rules = column.Rules;
        return
        [
            .. rules is { Enum: { } allowed, EnumIsOpen: false } ? [$"every value other than {string.Join(", ", allowed)}"] : Array.Empty<string>(),
            .. Beyond(column, rules.Minimum, values.Minimum, isLeast: true),
            .. Beyond(column, rules.Maximum, values.Maximum, isLeast: false),
            .. column.Type.Kind is ColumnKind.String ? Texts(rules, values) : [],
        ];
    }

    private static IEnumerable<string> Beyond(ContractColumn column, RuleBound? rule, RuleBound? values, bool isLeast)
    {
        if (!BoundOrder.Binds(column.Type, rule, isLeast)
            || (values is not null && BoundOrder.Compare((column.Type, rule!), (column.Type, values), isLeast) is >= 0))
        {
            yield break;
        }

        yield return values is { Exclusive: false } && RuleFit.Fault(column, values.Text) is { } fault
            ? $"{SourceProblem.Quote(values.Text)} {fault}"
            : $"values {(isLeast ? "below the minimum" : "above the maximum")} {rule!.Text}";
    }

    private static IEnumerable<string> Texts(ColumnRules rules, PossibleValues values)
    {
        if (rules.MaxLength < (values.MaxLength ?? int.MaxValue))
        {
            yield return $"texts of more than {CountText.Of(rules.MaxLength.Value, "character")}";
        }

        if (rules.MinLength > values.MinLength)
        {
            yield return $"texts of fewer than {CountText.Of(rules.MinLength.Value, "character")}";
        }

        if (rules.Pattern is { } pattern && pattern != values.Pattern)
        {
            yield return $"texts that do not match the pattern {pattern}";
        }
    }

    /// <summary>
    /// Literals that can be the result, without those that are only compared or calculated with. A number is rounded to the type.
    /// </summary>
    private static IEnumerable<string> Constants(MappingExpression expression, ColumnType type) => expression switch
    {
        MappingExpression.Text text => [text.Value],
        _ when ExpressionValues.Literal(expression) is { } literal => [ValueConversion.Rounded(literal, type)],
        MappingExpression.Cast cast => Constants(cast.Value, type),
        MappingExpression.Case branches => branches.Branches.Select(b => b.Then).Concat(branches.Otherwise is { } last ? [last] : []).SelectMany(p => Constants(p, type)),
        MappingExpression.Call { Function: MappingFunction.Coalesce } call => call.Arguments.SelectMany(p => Constants(p, type)),
        _ => [],
    };

    private static string Said(IEnumerable<NullReason> nulls) => string.Join(", and ", nulls.Select(n => n.Text).Distinct(StringComparer.Ordinal));
}
