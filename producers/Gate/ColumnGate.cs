using System.Numerics;
using System.Text;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// Checks the values of one column and appends those that pass. One for a column and a file; not thread-safe.
/// </summary>
internal abstract class ColumnGate(ContractColumn column)
{
    public ContractColumn Column { get; } = column;

    /// <summary>What a null that must not be there breaks; null when null is allowed.</summary>
    private RuleBreak? NullBreak { get; } =
        column.PrimaryKeyPosition is not null ? RuleBreak.PrimaryKey : column.Required ? RuleBreak.Required : null;

    /// <summary>What a value that is not of the column's type breaks.</summary>
    public RuleBreak NotOfType { get; } = new("type", $"is not {column.Type}");

    /// <summary>Parses, checks and appends a field that is not null. Returns the broken rule, or null.</summary>
    public abstract RuleBreak? Append(ReadOnlySpan<byte> field, ColumnBuffer target);

    public RuleBreak? AppendNull(ColumnBuffer target)
    {
        if (NullBreak is null)
        {
            target.AppendNull();
        }

        return NullBreak;
    }

    /// <summary>The violation of a value, cut and masked.</summary>
    public Violation Violation(long row, long? line, string? value, RuleBreak broken) =>
        new(
            row,
            line,
            Column.Name,
            value is null ? null : Column.IsRestricted ? "***" : Producers.Violation.Cut(value),
            broken.Rule,
            broken.Text);

    public static ColumnGate For(ContractColumn column, CsvDialect dialect)
    {
        var separator = (byte)dialect.Decimal;
        string[] times = [.. dialect.TimestampFormats];
        return column.Type.Kind switch
        {
            ColumnKind.Int8 => new ValueGate<sbyte, IntegerParser<sbyte>>(column, default, default),
            ColumnKind.Int16 => new ValueGate<short, IntegerParser<short>>(column, default, default),
            ColumnKind.Int32 => new ValueGate<int, IntegerParser<int>>(column, default, default),
            ColumnKind.Int64 => new ValueGate<long, IntegerParser<long>>(column, default, default),
            ColumnKind.Double => new ValueGate<double, DoubleParser>(column, new(separator), new((byte)'.')),
            ColumnKind.Boolean => new ValueGate<bool, BooleanParser>(column, default, default),
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
}

/// <summary>A column whose buffer holds plain values.</summary>
internal sealed class ValueGate<T, TParser>(ContractColumn column, TParser parser, TParser contractParser)
    : ColumnGate(column), IValueGate<T>
    where T : struct, IComparable<T>
    where TParser : struct, IFieldParser<T>
{
    private readonly ValueRules<T> rules = new(column, text => ContractText.Parse<T, TParser>(contractParser, text, column));

    public override RuleBreak? Append(ReadOnlySpan<byte> field, ColumnBuffer target) =>
        parser.TryParse(field, out var value) ? Append(value, target) : NotOfType;

    public RuleBreak? Append(T value, ColumnBuffer target)
    {
        var broken = rules.Check(value);
        if (broken is null)
        {
            ((ValueColumn<T>)target).Append(value);
        }

        return broken;
    }
}

/// <summary>A gate that takes values already of the column's type, as a Parquet file has them.</summary>
internal interface IValueGate<in T>
{
    RuleBreak? Append(T value, ColumnBuffer target);
}

internal sealed class WideDecimalGate(ContractColumn column, byte separator) : ColumnGate(column), IValueGate<BigInteger>
{
    private readonly WideDecimalParser parser = new(column.Type, separator);
    private readonly ValueRules<BigInteger> rules = new(
        column,
        text => ContractText.Parse<BigInteger, WideDecimalParser>(new(column.Type, (byte)'.'), text, column));

    public override RuleBreak? Append(ReadOnlySpan<byte> field, ColumnBuffer target) =>
        parser.TryParse(field, out var value) ? Append(value, target) : NotOfType;

    public RuleBreak? Append(BigInteger value, ColumnBuffer target)
    {
        var broken = rules.Check(value);
        if (broken is null)
        {
            ((WideDecimalColumn)target).Append(value);
        }

        return broken;
    }
}

internal sealed class TextGate(ContractColumn column) : ColumnGate(column)
{
    private readonly TextRules rules = new(column);

    public override RuleBreak? Append(ReadOnlySpan<byte> field, ColumnBuffer target)
    {
        var buffer = (TextColumn)target;
        return buffer.TryDecode(field, out var text) ? Take(text, buffer) : RuleBreak.BadUtf8;
    }

    public RuleBreak? Append(ReadOnlySpan<char> text, ColumnBuffer target)
    {
        var buffer = (TextColumn)target;
        return Take(buffer.Copy(text), buffer);
    }

    private RuleBreak? Take(ReadOnlyMemory<char> text, TextColumn buffer)
    {
        var broken = rules.Check(text.Span);
        if (broken is null)
        {
            buffer.Append(text);
        }

        return broken;
    }
}

/// <summary>UUIDs are stored as lower-case text, so that equal ones are equal bytes.</summary>
internal sealed class UuidGate(ContractColumn column) : ColumnGate(column), IValueGate<Guid>
{
    private readonly TextRules rules = new(column);

    public override RuleBreak? Append(ReadOnlySpan<byte> field, ColumnBuffer target) =>
        default(UuidParser).TryParse(field, out var value) ? Append(value, target) : NotOfType;

    public RuleBreak? Append(ReadOnlySpan<char> text, ColumnBuffer target) =>
        Guid.TryParseExact(text, "D", out var value) ? Append(value, target) : NotOfType;

    public RuleBreak? Append(Guid value, ColumnBuffer target)
    {
        Span<char> text = stackalloc char[36];
        value.TryFormat(text, out _, "D");
        var broken = rules.Check(text);
        if (broken is null)
        {
            var buffer = (TextColumn)target;
            buffer.Append(buffer.Copy(text));
        }

        return broken;
    }
}

internal sealed class BinaryGate(ContractColumn column) : ColumnGate(column)
{
    private readonly RuleBreak notBase64 = new("type", "is not base64");
    private readonly RuleBreak tooLong = new("maxLength", $"is longer than {column.Rules.MaxLength} bytes");

    public override RuleBreak? Append(ReadOnlySpan<byte> field, ColumnBuffer target)
    {
        var bytes = new byte[System.Buffers.Text.Base64.GetMaxDecodedFromUtf8Length(field.Length)];
        var status = System.Buffers.Text.Base64.DecodeFromUtf8(field, bytes, out _, out var written);
        return status == System.Buffers.OperationStatus.Done ? Append(bytes.AsMemory(0, written), target) : notBase64;
    }

    public RuleBreak? Append(ReadOnlyMemory<byte> bytes, ColumnBuffer target)
    {
        if (bytes.Length > Column.Rules.MaxLength)
        {
            return tooLong;
        }

        ((BinaryColumn)target).Append(bytes);
        return null;
    }
}

/// <summary>Bounds and enum values of a contract, which always are in the plain form: ISO times, '.' in numbers.</summary>
internal static class ContractText
{
    public static T Parse<T, TParser>(TParser parser, string text, ContractColumn column)
        where TParser : struct, IFieldParser<T> =>
        parser.TryParse(Encoding.UTF8.GetBytes(text), out var value)
            ? value
            : throw new FormatException($"Column '{column.Name}': the rule's value '{text}' is not {column.Type}.");
}
