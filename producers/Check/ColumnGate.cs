using System.Globalization;
using System.Text;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Checks the values of one column and appends those that pass. One instance for each column and file; not thread-safe.
/// </summary>
internal abstract class ColumnGate(ContractColumn column)
{
    private readonly byte[]? absent = column.Default is { } text ? Encoding.UTF8.GetBytes(Plain(column.Type, text)) : null;

    public ContractColumn Column { get; } = column;

    /// <summary>The rule that a null breaks; null when null is allowed.</summary>
    private RuleBreak? NullBreak { get; } =
        column.PrimaryKeyPosition is not null ? RuleBreak.PrimaryKey : column.Required ? RuleBreak.Required : null;

    /// <summary>The rule that a value of another type breaks.</summary>
    public RuleBreak NotOfType { get; } = new("type", $"is not {column.Type}");

    /// <summary>Parses, checks and appends a field that is not null. Returns the broken rule, or null.</summary>
    public abstract RuleBreak? Append(ReadOnlySpan<byte> field, ColumnBuffer target);

    /// <summary>
    /// Appends the value of a column that the file does not have: the default, or null if there is none and null is allowed. A
    /// default replaces a missing column, never a null in a column that exists. Returns the broken rule, or null.
    /// </summary>
    public RuleBreak? AppendAbsent(ColumnBuffer target) => absent is null ? AppendNull(target) : Append(absent, target);

    public RuleBreak? AppendNull(ColumnBuffer target)
    {
        if (NullBreak is null)
        {
            target.AppendNull();
        }

        return NullBreak;
    }

    /// <summary>The violation of a value, cut and masked.</summary>
    public Violation Violation(RowPlace at, string? value, RuleBreak broken) =>
        new(
            at,
            Column.Name,
            value is null ? null : Column.IsRestricted ? "***" : SourceProblem.Cut(value),
            broken.Rule,
            broken.Text);

    /// <summary>For a column that the file does not have: its default has the form of values in contracts.</summary>
    public static ColumnGate ForAbsent(ContractColumn column) => For(column, new CsvDialect());

    public static ColumnGate For(ContractColumn column, CsvDialect dialect)
    {
        var gate = Ungrouped(column, dialect);
        return (dialect.Thousands, column.Type.Kind) switch
        {
            ({ } separator, ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 or ColumnKind.Double or ColumnKind.Decimal) =>
                new GroupedDigitsGate(gate, separator, (byte)dialect.Decimal),
            _ => gate,
        };
    }

    private static ColumnGate Ungrouped(ContractColumn column, CsvDialect dialect)
    {
        var separator = (byte)dialect.Decimal;
        string[] times = [.. dialect.TimestampFormats];
        return column.Type.Kind switch
        {
            ColumnKind.Int8 => new ValueGate<sbyte, IntegerParser<sbyte>>(column, default, default),
            ColumnKind.Int16 => new ValueGate<short, IntegerParser<short>>(column, default, default),
            ColumnKind.Int32 => new ValueGate<int, IntegerParser<int>>(column, default, default),
            ColumnKind.Int64 => new ValueGate<long, IntegerParser<long>>(column, default, default),
            ColumnKind.Double => new ValueGate<double, DoubleParser>(
                column, new(separator, column.Rules.TakesNonFinite), new((byte)'.')),
            ColumnKind.Boolean => new ValueGate<bool, BooleanParser>(column, new(dialect.TrueValues, dialect.FalseValues), default),
            ColumnKind.Date => new ValueGate<DateOnly, DateParser>(column, new([.. dialect.DateFormats]), new([])),
            ColumnKind.Timestamp => new ValueGate<DateTime, TimestampParser>(
                column, new(times, hasZone: true), new([], hasZone: true)),
            ColumnKind.TimestampLocal => new ValueGate<DateTime, TimestampParser>(
                column, new(times, hasZone: false), new([], hasZone: false)),
            ColumnKind.Decimal when PartSchema.IsWide(column.Type) => new WideDecimalGate(column, separator),
            ColumnKind.Decimal => new ValueGate<decimal, DecimalParser>(
                column, new(column.Type, separator), new(column.Type, (byte)'.')),
            ColumnKind.Uuid => new UuidGate(column),
            ColumnKind.Binary => new BinaryGate(column),
            _ => new TextGate(column),
        };
    }

    /// <summary>A value of the contract itself, such as a bound, in the plain form: ISO times, '.' in numbers.</summary>
    protected static T ParseOwn<T, TParser>(TParser parser, string text, ContractColumn column)
        where T : struct
        where TParser : struct, IFieldParser<T> =>
        parser.TryParse(Encoding.UTF8.GetBytes(Plain(column.Type, text)), out var value)
            ? value
            : Number<T>(text)
                ?? throw new FormatException($"Column '{column.Name}': the rule's value '{text}' is not {column.Type}.");

    /// <summary>A contract's value in the form that values in files have: a day alone becomes its midnight.</summary>
    private static string Plain(ColumnType type, string text) => type.Kind switch
    {
        ColumnKind.Timestamp or ColumnKind.TimestampLocal when text.Length == "2026-01-31".Length => text + "T00:00",
        ColumnKind.Uuid when Guid.TryParse(text, CultureInfo.InvariantCulture, out var id) => id.ToString("D"),
        _ => text,
    };

    /// <summary>A bound may have more digits than the values of its column, or an exponent.</summary>
    private static T? Number<T>(string text)
        where T : struct =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is T same ? same : null;
}
