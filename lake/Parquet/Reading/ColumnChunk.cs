namespace DataShare.Lake;

/// <summary>The footer's metadata about the pages of one column in one row group.</summary>
internal sealed class ColumnChunk
{
    public ParquetType Type { get; private set; }

    /// <summary>The number of the compression in the format.</summary>
    public int Codec { get; private set; }

    /// <summary>The number of values, including nulls.</summary>
    public long Values { get; private set; } = -1;

    /// <summary>The compressed size of its pages, with their headers.</summary>
    public long Bytes { get; private set; } = -1;

    /// <summary>The file offset of its first page.</summary>
    public long Offset => DictionaryOffset > 0 && DictionaryOffset < DataOffset ? DictionaryOffset : DataOffset;

    private long DataOffset { get; set; } = -1;

    private long DictionaryOffset { get; set; }

    public static ColumnChunk Read(ref ThriftInput input)
    {
        var chunk = new ColumnChunk();
        var outer = input.BeginStruct();
        while (input.NextField(out var field, out var type))
        {
            switch (field)
            {
                case 1 when input.Binary(type).Length > 0:
                    throw ParquetDamage.NotRead("its columns are in other files");
                case 1:
                    break;
                case 3 when type == ThriftType.Struct:
                    chunk.TakeMetadata(ref input);
                    break;
                case 8:
                    throw ParquetDamage.NotRead("a column is encrypted");
                default:
                    input.Skip(type);
                    break;
            }
        }

        input.EndStruct(outer);
        return chunk;
    }

    private void TakeMetadata(ref ThriftInput input)
    {
        var outer = input.BeginStruct();
        while (input.NextField(out var field, out var type))
        {
            switch (field)
            {
                case 1:
                    Type = (ParquetType)input.Int32(type);
                    break;
                case 4:
                    Codec = input.Int32(type);
                    break;
                case 5:
                    Values = input.Int64(type);
                    break;
                case 7:
                    Bytes = input.Int64(type);
                    break;
                case 9:
                    DataOffset = input.Int64(type);
                    break;
                case 11:
                    DictionaryOffset = input.Int64(type);
                    break;
                default:
                    input.Skip(type);
                    break;
            }
        }

        input.EndStruct(outer);
    }
}
