namespace DataShare.Schemas;

/// <summary>The changes in the rules for a column's values.</summary>
internal static class ColumnRuleChanges
{
    public static IEnumerable<ContractChange> Of(ContractColumn before, ContractColumn after) =>
    [
        .. Lengths(before, after),
        .. Bound(before, after, "minimum", c => c.Rules.Minimum, lower: true),
        .. Bound(before, after, "maximum", c => c.Rules.Maximum, lower: false),
        .. Pattern(before, after),
        .. Format(before, after),
        .. Enum(before, after),
        .. NonFinite(before, after),
    ];

    private static IEnumerable<ContractChange> Lengths(ContractColumn before, ContractColumn after)
    {
        var (old, now) = (before.Rules.MaxLength ?? int.MaxValue, after.Rules.MaxLength ?? int.MaxValue);
        if (old < now)
        {
            yield return CompatibilityRule.MaxLengthGrown.Of(
                before,
                "maxLength",
                $"column '{before.Name}' can be longer: {Length(after.Rules.MaxLength)} instead of {old}",
                $"lengthens from {old} to {Length(after.Rules.MaxLength)}");
        }
        else if (old > now)
        {
            yield return CompatibilityRule.MaxLengthShrunk.Of(
                before, "maxLength", $"column '{before.Name}' must be shorter: {now} instead of {Length(before.Rules.MaxLength)}", null);
        }

        var (least, leastNow) = (before.Rules.MinLength ?? 0, after.Rules.MinLength ?? 0);
        if (least != leastNow)
        {
            yield return Rule(before, "minLength", $"{least}", $"{leastNow}", isTighter: leastNow > least);
        }
    }

    private static string Length(int? length) => length is { } known ? FormattableString.Invariant($"{known}") : "any length";

    private static IEnumerable<ContractChange> Bound(
        ContractColumn before, ContractColumn after, string name, Func<ContractColumn, RuleBound?> bound, bool lower)
    {
        var (old, now) = (bound(before), bound(after));
        var (binds, bindsNow) = (BoundOrder.Binds(before.Type, old, lower), BoundOrder.Binds(after.Type, now, lower));
        if (!binds || !bindsNow)
        {
            if (binds != bindsNow)
            {
                yield return Rule(before, name, Said(old), Said(now), isTighter: bindsNow);
            }

            yield break;
        }

        // If two types have no common order, both directions may break.
        var order = BoundOrder.Compare((before.Type, old!), (after.Type, now!), lower);
        if (order is null)
        {
            yield return CompatibilityRule.RuleChanged.Of(
                before, name, $"the {name} of column '{before.Name}' changes from {Said(old)} to {Said(now)}", $"changes the {name}");
        }
        else if (order != 0)
        {
            yield return Rule(before, name, Said(old), Said(now), isTighter: order > 0);
        }
    }

    private static string Said(RuleBound? bound) => bound is null ? "none" : bound.Exclusive ? $"{bound.Text} (exclusive)" : bound.Text;

    private static IEnumerable<ContractChange> Pattern(ContractColumn before, ContractColumn after)
    {
        var (old, now) = (before.Rules.Pattern, after.Rules.Pattern);
        if (old == now)
        {
            yield break;
        }

        yield return old is null || now is null
            ? Rule(before, "pattern", old ?? "none", now ?? "none", isTighter: old is null)
            : CompatibilityRule.PatternChanged.Of(
                before,
                "pattern",
                $"the pattern of column '{before.Name}' changes from {SourceProblem.Quote(old)} to {SourceProblem.Quote(now)}",
                "changes the pattern");
    }

    /// <summary>Files are not checked against the format, but readers rely on it.</summary>
    private static IEnumerable<ContractChange> Format(ContractColumn before, ContractColumn after)
    {
        var (old, now) = (before.Rules.Format, after.Rules.Format);
        if (old != now && before.Type == after.Type)
        {
            var change = old is null || now is null
                ? Rule(before, "format", old ?? "none", now ?? "none", isTighter: old is null)
                : CompatibilityRule.FormatChanged.Of(before, "format", $"the format of column '{before.Name}' changes from {old} to {now}", "changes the format");
            yield return change with { IsYounger = true };
        }
    }

    private static IEnumerable<ContractChange> Enum(ContractColumn before, ContractColumn after)
    {
        var (old, now) = (before.Rules.Enum, after.Rules.Enum);
        if (old is null || now is null)
        {
            if (before.Rules.EnumIsOpen || after.Rules.EnumIsOpen)
            {
                yield return OpenEnum(before);
            }
            else if (old is not null || now is not null)
            {
                yield return Rule(
                    before, "enum", old is null ? "none" : string.Join(", ", old), now is null ? "none" : string.Join(", ", now), isTighter: old is null);
            }

            yield break;
        }

        var added = now.Where(v => !old.Any(o => ColumnValue.Same(after.Type, o, v))).ToList();
        var removed = old.Where(o => !now.Any(v => ColumnValue.Same(after.Type, o, v))).ToList();
        if (before.Rules.EnumIsOpen != after.Rules.EnumIsOpen)
        {
            yield return Rule(before, "enum", IsOpen(before), IsOpen(after), isTighter: before.Rules.EnumIsOpen);
        }

        if (before.Rules.EnumIsOpen || after.Rules.EnumIsOpen)
        {
            if (added.Count + removed.Count > 0)
            {
                yield return OpenEnum(before);
            }

            yield break;
        }

        if (added.Count > 0)
        {
            yield return CompatibilityRule.EnumValueAdded.Of(
                before, "enum", $"column '{before.Name}' may also be {string.Join(", ", added)}", $"extends with {string.Join(", ", added)}");
        }

        if (removed.Count > 0)
        {
            yield return CompatibilityRule.EnumValueRemoved.Of(
                before, "enum", $"column '{before.Name}' may no longer be {string.Join(", ", removed)}", null);
        }
    }

    private static IEnumerable<ContractChange> NonFinite(ContractColumn before, ContractColumn after)
    {
        if (before.Rules.TakesNonFinite != after.Rules.TakesNonFinite)
        {
            yield return Rule(before, ColumnRules.NonFiniteProperty, Said(before), Said(after), isTighter: before.Rules.TakesNonFinite);
        }

        static string Said(ContractColumn column) => column.Rules.TakesNonFinite ? "accept" : "reject";
    }

    /// <summary>An open enum accepts every value, so a change of it breaks nothing.</summary>
    private static ContractChange OpenEnum(ContractColumn before) =>
        CompatibilityRule.OpenEnumChanged.Of(before, "enum", $"the open enum of column '{before.Name}' has different values", null);

    private static string IsOpen(ContractColumn column) => column.Rules.EnumIsOpen ? "open" : "closed";

    private static ContractChange Rule(ContractColumn before, string rule, string old, string now, bool isTighter)
    {
        var text = $"the {rule} of column '{before.Name}' changes from {old} to {now}";
        return isTighter
            ? CompatibilityRule.RuleTightened.Of(before, rule, text, null)
            : CompatibilityRule.RuleLoosened.Of(before, rule, text, $"gives a looser {rule}");
    }
}
