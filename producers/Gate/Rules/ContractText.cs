using System.Text;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Bounds and enum values of a contract, which always are in the plain form: ISO times, '.' in numbers.</summary>
internal static class ContractText
{
    public static T Parse<T, TParser>(TParser parser, string text, ContractColumn column)
        where TParser : struct, IFieldParser<T> =>
        parser.TryParse(Encoding.UTF8.GetBytes(text), out var value)
            ? value
            : throw new FormatException($"Column '{column.Name}': the rule's value '{text}' is not {column.Type}.");
}
