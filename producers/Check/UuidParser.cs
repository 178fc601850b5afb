using System.Buffers.Text;

namespace DataShare.Producers;

/// <summary>UUIDs with hyphens, in any case.</summary>
internal readonly struct UuidParser : IFieldParser<Guid>
{
    public bool TryParse(ReadOnlySpan<byte> field, out Guid value) =>
        Utf8Parser.TryParse(field, out value, out var consumed, 'D') && consumed == field.Length;
}
