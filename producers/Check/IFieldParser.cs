using System.Globalization;
using System.Text;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Reads one type from the bytes of a CSV field. A struct, so that the gate's calls are inlined.</summary>
internal interface IFieldParser<T>
{
    /// <summary>False unless the whole field is one value of the type; white space is not skipped.</summary>
    bool TryParse(ReadOnlySpan<byte> field, out T value);
}

/// <summary>Bounds, enum values and defaults of a contract, which always are in the plain form: ISO times, '.' in numbers.</summary>
internal static class ContractText
{
    public static T Parse<T, TParser>(TParser parser, string text, ContractColumn column)
        where T : struct
        where TParser : struct, IFieldParser<T> =>
        parser.TryParse(Encoding.UTF8.GetBytes(Plain(column.Type, text)), out var value)
            ? value
            : Number<T>(text)
                ?? throw new FormatException($"Column '{column.Name}': the rule's value '{text}' is not {column.Type}.");

    /// <summary>The one of the forms that a contract may write which files have too: a day alone is its midnight.</summary>
    public static string Plain(ColumnType type, string text) => type.Kind switch
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
