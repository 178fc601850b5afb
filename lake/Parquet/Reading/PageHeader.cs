namespace DataShare.Lake;

internal enum PageKind
{
    Data = 0,
    Index = 1,
    Dictionary = 2,
    DataV2 = 3,
}

/// <summary>Under their numbers in the format.</summary>
internal enum PageEncoding
{
    Plain = 0,
    PlainDictionary = 2,
    Rle = 3,
    BitPacked = 4,
    DeltaBinaryPacked = 5,
    DeltaLengthByteArray = 6,
    DeltaByteArray = 7,
    RleDictionary = 8,
    ByteStreamSplit = 9,
}

/// <summary>What stands in front of a page, as far as reading needs it. No number is checked yet.</summary>
/// <param name="Packed">Bytes behind the header.</param>
/// <param name="Unpacked">Bytes that they become.</param>
/// <param name="Values">Nulls included.</param>
/// <param name="LevelEncoding">Of the definition levels of a page of the first kind.</param>
/// <param name="Nulls">Of a page of the second kind; else 0.</param>
/// <param name="DefinitionBytes">Of the definition levels of a page of the second kind, which stand unpacked before the values.</param>
/// <param name="RepetitionBytes">As many are before those.</param>
/// <param name="IsPacked">Whether the values of a page of the second kind are packed at all.</param>
/// <param name="Checksum">Of the bytes behind the header; null when the writer gave none.</param>
internal readonly record struct PageHeader(
    PageKind Kind,
    int Packed,
    int Unpacked,
    int Values,
    PageEncoding Encoding,
    PageEncoding LevelEncoding,
    int Nulls,
    int DefinitionBytes,
    int RepetitionBytes,
    bool IsPacked,
    uint? Checksum)
{
    public static PageHeader Read(ref ThriftInput input)
    {
        var header = new PageHeader(0, -1, -1, -1, 0, PageEncoding.Rle, 0, 0, 0, IsPacked: true, null);
        while (input.NextField(out var field, out var type))
        {
            switch (field)
            {
                case 1:
                    header = header with { Kind = (PageKind)input.Int32(type) };
                    break;
                case 2:
                    header = header with { Unpacked = input.Int32(type) };
                    break;
                case 3:
                    header = header with { Packed = input.Int32(type) };
                    break;
                case 4:
                    header = header with { Checksum = (uint)input.Int32(type) };
                    break;
                case 5 or 7 or 8 when type == ThriftType.Struct:
                    header = header.WithData(ref input, isV2: field == 8);
                    break;
                default:
                    input.Skip(type);
                    break;
            }
        }

        return header;
    }

    private PageHeader WithData(ref ThriftInput input, bool isV2)
    {
        var header = this;
        var outer = input.BeginStruct();
        while (input.NextField(out var field, out var type))
        {
            switch (field, isV2)
            {
                case (1, _):
                    header = header with { Values = input.Int32(type) };
                    break;
                case (2, true):
                    header = header with { Nulls = input.Int32(type) };
                    break;
                case (2, false) or (4, true):
                    header = header with { Encoding = (PageEncoding)input.Int32(type) };
                    break;
                case (3, false) when type == ThriftType.Int32:
                    header = header with { LevelEncoding = (PageEncoding)input.Int32(type) };
                    break;
                case (5, true):
                    header = header with { DefinitionBytes = input.Int32(type) };
                    break;
                case (6, true):
                    header = header with { RepetitionBytes = input.Int32(type) };
                    break;
                case (7, true):
                    header = header with { IsPacked = ThriftInput.Boolean(type) };
                    break;
                default:
                    input.Skip(type);
                    break;
            }
        }

        input.EndStruct(outer);
        return header;
    }
}
