namespace DataShare.Lake;

internal enum PageKind
{
    Data = 0,
    Index = 1,
    Dictionary = 2,
    DataV2 = 3,
}

/// <summary>With their numbers in the format.</summary>
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

/// <summary>The fields of a page header that are needed. No number is checked yet.</summary>
/// <param name="Packed">The compressed size of the page, without the header.</param>
/// <param name="Unpacked">The uncompressed size of the page.</param>
/// <param name="Content">The header's part for the page's kind.</param>
internal readonly record struct PageHeader(PageKind Kind, int Packed, int Unpacked, PageContent Content)
{
    /// <summary>The number of values, including nulls.</summary>
    public int Values => Content.Values;

    public PageEncoding Encoding => Content.Encoding;

    public static PageHeader Read(ref ThriftInput input)
    {
        var header = new PageHeader(0, -1, -1, PageContent.None);
        var (data, dictionary, second) = (PageContent.None, PageContent.None, PageContent.None);
        while (input.NextField(out var field, out var type))
        {
            switch (field, type)
            {
                case (1, ThriftType.Int32):
                    header = header with { Kind = (PageKind)input.Int32(type) };
                    break;
                case (2, ThriftType.Int32):
                    header = header with { Unpacked = input.Int32(type) };
                    break;
                case (3, ThriftType.Int32):
                    header = header with { Packed = input.Int32(type) };
                    break;
                case (5, ThriftType.Struct):
                    data = data.With(ref input, isV2: false);
                    break;
                case (7, ThriftType.Struct):
                    dictionary = dictionary.With(ref input, isV2: false);
                    break;
                case (8, ThriftType.Struct):
                    second = second.With(ref input, isV2: true);
                    break;
                default:
                    input.Skip(type);
                    break;
            }
        }

        return header with
        {
            Content = header.Kind switch { PageKind.Data => data, PageKind.Dictionary => dictionary, PageKind.DataV2 => second, _ => PageContent.None },
        };
    }
}

/// <summary>The part of a page header about the values of the page.</summary>
/// <param name="Values">The number of values, including nulls.</param>
/// <param name="LevelEncoding">The encoding of the definition levels of a V1 page.</param>
/// <param name="DefinitionBytes">The size of the definition levels of a V2 page, which are uncompressed before the values.</param>
/// <param name="RepetitionBytes">The size of the repetition levels of a V2 page, before the definition levels.</param>
/// <param name="IsPacked">Whether the values of a V2 page are compressed.</param>
internal readonly record struct PageContent(
    int Values, PageEncoding Encoding, PageEncoding LevelEncoding, int DefinitionBytes, int RepetitionBytes, bool IsPacked)
{
    public static PageContent None { get; } = new(-1, 0, PageEncoding.Rle, 0, 0, IsPacked: true);

    /// <summary>A copy with the fields of a struct of the header.</summary>
    public PageContent With(ref ThriftInput input, bool isV2)
    {
        var content = this;
        var outer = input.BeginStruct();
        while (input.NextField(out var field, out var type))
        {
            switch (field, type, isV2)
            {
                case (1, ThriftType.Int32, _):
                    content = content with { Values = input.Int32(type) };
                    break;
                case (2, ThriftType.Int32, false) or (4, ThriftType.Int32, true):
                    content = content with { Encoding = (PageEncoding)input.Int32(type) };
                    break;
                case (3, ThriftType.Int32, false):
                    content = content with { LevelEncoding = (PageEncoding)input.Int32(type) };
                    break;
                case (5, ThriftType.Int32, true):
                    content = content with { DefinitionBytes = input.Int32(type) };
                    break;
                case (6, ThriftType.Int32, true):
                    content = content with { RepetitionBytes = input.Int32(type) };
                    break;
                case (7, ThriftType.True or ThriftType.False, true):
                    content = content with { IsPacked = ThriftInput.Boolean(type) };
                    break;
                default:
                    input.Skip(type);
                    break;
            }
        }

        input.EndStruct(outer);
        return content;
    }
}
