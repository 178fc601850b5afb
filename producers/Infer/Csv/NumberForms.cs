using System.Text;

namespace DataShare.Producers;

/// <summary>Finds the form of a file's numbers: the form in which the most columns are numbers.</summary>
internal static class NumberForms
{
    /// <summary>The plainest first.</summary>
    private static readonly NumberForm[] All =
    [
        NumberForm.Plain,
        new(','),
        new('.', ','),
        new(',', '.'),
        new('.', ' '),
        new(',', ' '),
        new('.', '\u00A0'),
        new(',', '\u00A0'),
        new('.', '\u202F'),
        new(',', '\u202F'),
        new('.', '\''),
        new('.', '’'),
        new('.', '_'),
    ];

    /// <param name="columns">The values of each column, without nulls.</param>
    public static NumberForm Of(IReadOnlyList<IReadOnlyList<string>> columns)
    {
        var text = string.Concat(columns.SelectMany(c => c.Where(v => v.Any(char.IsAsciiDigit))));
        var forms = All.Where(f => (f.Decimal == '.' || text.Contains(',', StringComparison.Ordinal)) && (f.Thousands is not { } c || text.Contains(c, StringComparison.Ordinal)));
        return forms
            .Select(f => (Form: f, Numbers: columns.Count(c => IsProof(f, c, columns))))
            .MaxBy(f => f.Numbers).Form;
    }

    private static bool IsProof(NumberForm form, IReadOnlyList<string> values, IReadOnlyList<IReadOnlyList<string>> columns)
    {
        if (values.Count == 0 || ProfileOf(form, values) is not { Type: not null } numbers)
        {
            return false;
        }

        return form switch
        {
            { Thousands: null, Decimal: '.' } => true,
            // 1,234 can be 1.234 or 1234: if all values have three digits after the comma, they prove nothing.
            { Thousands: null } => !numbers.HasPoint || !IsThousands(values, ','),
            _ when !numbers.HasGroups => true,
            { Thousands: '.' or ',' } => numbers.HasPoint || values.Any(v => v.Count(c => c == form.Thousands) > 1) || columns.Any(c => HasOwnPoint(form, c)),
            // Phone numbers and the like have blanks too, but all have the same number of digits.
            _ => numbers.HasPoint || numbers.HasLengths,
        };
    }

    /// <summary>Whether another column shows which character separates decimals.</summary>
    private static bool HasOwnPoint(NumberForm form, IReadOnlyList<string> values) =>
        ProfileOf(form with { Thousands = null }, values) is { Type: not null, HasPoint: true } && !IsThousands(values, form.Decimal);

    private static NumberProfile ProfileOf(NumberForm form, IReadOnlyList<string> values)
    {
        var numbers = new NumberProfile(form);
        foreach (var value in values)
        {
            numbers.Add(Encoding.UTF8.GetBytes(value));
        }

        return numbers;
    }

    private static bool IsThousands(IReadOnlyList<string> values, char separator) =>
        values.Any(v => v.Contains(separator, StringComparison.Ordinal))
        && values.All(v => v.TrimStart('+', '-').Split(separator) is [{ Length: >= 1 and <= 3 }] or [{ Length: >= 1 and <= 3 } and not "0", { Length: 3 }]);
}
