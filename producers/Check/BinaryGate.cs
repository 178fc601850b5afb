using System.Buffers;
using System.Buffers.Text;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Checks bytes. A CSV file has them as base64 without blanks and line ends.</summary>
internal sealed class BinaryGate(ContractColumn column) : ColumnGate(column)
{
    private readonly RuleBreak notBase64 = new("type", "is not base64");
    private readonly RuleBreak tooLong = new("maxLength", $"is longer than {CountText.Of(column.Rules.MaxLength ?? 0, "byte")}");

    public override RuleBreak? Append(ReadOnlySpan<byte> field, ColumnBuffer target)
    {
        if (field.ContainsAny(" \t\r\n"u8))
        {
            return notBase64;
        }

        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(field.Length)];
        var status = Base64.DecodeFromUtf8(field, bytes, out _, out var written);
        return status == OperationStatus.Done ? Append(bytes.AsMemory(0, written), target) : notBase64;
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
