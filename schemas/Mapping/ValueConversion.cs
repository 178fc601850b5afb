using System.Globalization;
using System.Numerics;

namespace DataShare.Schemas;

/// <summary>Converts possible values to another type. A value that cannot be converted becomes null.</summary>
internal static class ValueConversion
{
    private static readonly ColumnType Flags = new(ColumnKind.Int8);

    public static PossibleValues To(PossibleValues values, ColumnType type)
    {
        if (values.Type is not { } has || has == type)
        {
            return values with { Type = type };
        }

        return (has.Kind, type.Kind) switch
        {
            (_, ColumnKind.String) => Text(values, has, type),
            (ColumnKind.Boolean, _) when IsNumber(type) => Number(
                new PossibleValues(Flags) { Texts = values.Texts?.Select(t => t == "true" ? "1" : "0").ToList(), Nulls = values.Nulls, Minimum = new RuleBound("0", false), Maximum = new RuleBound("1", false) },
                type),
            (_, ColumnKind.Boolean) when IsNumber(has) => Kept(values, type) with { Texts = ["true", "false"] },
            _ when IsNumber(has) && IsNumber(type) => Number(values, type),
            (ColumnKind.String, _) => Parsed(values, type),
            _ => Kept(PossibleValues.Any(type), type) with { Nulls = values.Nulls },
        };
    }

    private static PossibleValues Kept(PossibleValues values, ColumnType type) => new(type) { Texts = values.Texts, Nulls = values.Nulls };

    private static PossibleValues Text(PossibleValues values, ColumnType has, ColumnType type) => new(type)
    {
        Texts = values.Texts?.All(t => Written(t, has) is not null) is true ? [.. values.Texts.Select(t => Written(t, has)!)] : null,
        Nulls = values.Nulls,
        MinLength = 1,
        MaxLength = has.Kind switch
        {
            ColumnKind.Int8 => 4,
            ColumnKind.Int16 => 6,
            ColumnKind.Int32 => 11,
            ColumnKind.Int64 => 20,
            ColumnKind.Decimal => has.Precision + (has.Scale > 0 ? 3 : 1),
            ColumnKind.Boolean => 5,
            ColumnKind.Date => 10,
            ColumnKind.Uuid => 36,
            _ => null,
        },
    };

    /// <summary>The text that engines give for the value; null if engines may differ in its digits.</summary>
    private static string? Written(string text, ColumnType type) =>
        type.Kind is ColumnKind.Uuid ? Guid.Parse(text).ToString("D")
        : !IsNumber(type) ? text
        : type is { Kind: not ColumnKind.Double, Scale: 0 } && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole.ToString(CultureInfo.InvariantCulture)
        : null;

    private static PossibleValues Number(PossibleValues values, ColumnType type)
    {
        var any = PossibleValues.Any(type);
        var within = values.Within(any.Minimum, any.Maximum);
        var isAll = values.Texts is { } texts
            ? within.Texts!.Count == texts.Count
            : Holds(any.Minimum, values.Minimum, isLeast: true) && Holds(any.Maximum, values.Maximum, isLeast: false);
        return within with
        {
            Type = type,
            Texts = within.Texts?.Select(t => Rounded(t, type)).ToList(),
            Minimum = Rounded(within.Minimum, values.Type!.Value, type),
            Maximum = Rounded(within.Maximum, values.Type!.Value, type),
            Nulls = isAll ? values.Nulls : [.. values.Nulls, new NullReason($"a number outside {type} becomes null", IsConversion: true)],
        };
    }

    private static bool Holds(RuleBound? end, RuleBound? bound, bool isLeast) =>
        end is null
        || (bound is not null && BoundOrder.Compare((PossibleValues.AnyNumber, end), (PossibleValues.AnyNumber, bound), isLeast) is >= 0);

    private static PossibleValues Parsed(PossibleValues values, ColumnType type)
    {
        if (values.Texts is not { } texts)
        {
            return PossibleValues.Any(type) with { Nulls = [.. values.Nulls, new NullReason($"a text that is not a valid {type} becomes null", IsConversion: true)] };
        }

        var unfit = texts.Where(t => !Converts(type, t)).ToList();
        return PossibleValues.Any(type) with
        {
            Texts = [.. texts.Except(unfit).Select(t => Rounded(t, type))],
            Nulls = unfit.Count == 0 ? values.Nulls : [.. values.Nulls, new NullReason($"{string.Join(", ", unfit.Take(5).Select(SourceProblem.Quote))} {(unfit.Count == 1 ? "is" : "are")} no {type}")],
        };
    }

    /// <summary>The value in the type, rounded if the type has fewer digits.</summary>
    public static string Rounded(string text, ColumnType type) =>
        type.Kind is ColumnKind.Boolean ? text.ToLowerInvariant() switch { "1" => "true", "0" => "false", var word => word }
        : ValueSteps.Range(type) is not null && !ColumnValue.Fits(type, text) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? decimal.Round(number, Math.Min(type.Scale, 28), MidpointRounding.AwayFromZero).ToString(CultureInfo.InvariantCulture)
            : text;

    private static RuleBound? Rounded(RuleBound? bound, ColumnType has, ColumnType type) =>
        bound is null || type.Kind is ColumnKind.Double || (has.Kind is not ColumnKind.Double && has.Scale <= type.Scale)
            ? bound
            : new RuleBound(Rounded(bound.Text, type), false);

    private static bool Converts(ColumnType type, string text) =>
        ColumnValue.Fits(type, text)
        || (type.Kind is ColumnKind.Boolean && text.ToLowerInvariant() is "true" or "false" or "1" or "0")
        || (type.Kind is ColumnKind.Decimal && ValueSteps.Of(type, text) is var (steps, _) && ValueSteps.Range(type) is var (least, most) && steps >= least && steps <= most)
        || (type.Kind is ColumnKind.Double && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _));

    private static bool IsNumber(ColumnType type) => type.Kind is >= ColumnKind.Int8 and <= ColumnKind.Double;
}
