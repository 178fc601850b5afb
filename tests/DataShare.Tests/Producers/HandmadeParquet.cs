using DataShare.Lake;

namespace DataShare.Tests.Producers;

/// <summary>
/// A Parquet file of one column <c>v</c>, one row group and one page, made byte by byte: in forms that no writer makes today, or
/// with false numbers.
/// </summary>
internal sealed record HandmadeParquet
{
    public ParquetType Type { get; init; } = ParquetType.Int64;

    public int? Converted { get; init; }

    public LogicalMark? Logical { get; init; }

    public int TypeLength { get; init; }

    public int? Precision { get; init; }

    public int? Scale { get; init; }

    public bool IsOptional { get; init; }

    public int Rows { get; init; } = 1;

    /// <summary>The content of the page.</summary>
    public required byte[] Page { get; init; }

    public PageEncoding Encoding { get; init; }

    public PageEncoding LevelEncoding { get; init; } = PageEncoding.Rle;

    public byte[]? Dictionary { get; init; }

    public int Codec { get; init; }

    public int? PageUnpacked { get; init; }

    public int? PagePacked { get; init; }

    public int? PageValues { get; init; }

    public int? DictionaryValues { get; init; }

    public uint? Checksum { get; init; }

    public long? GroupRows { get; init; }

    public long? FileRows { get; init; }

    public long? ChunkOffset { get; init; }

    public long? ChunkBytes { get; init; }

    /// <summary>The type of the root. It should have none, but some writers give it one.</summary>
    public ParquetType? RootType { get; init; }

    public string? Writer { get; init; }

    /// <summary>Replaces the footer.</summary>
    public byte[]? Footer { get; init; }

    /// <summary>Replaces the length of the footer.</summary>
    public int? FooterBytes { get; init; }

    /// <summary>The size of all pages with their headers.</summary>
    public int PagesBytes => DictionaryHeaderBytes + (Dictionary?.Length ?? 0) + Header(Page, isDictionary: false).Length + Page.Length;

    public int DictionaryHeaderBytes => Dictionary is { } dictionary ? Header(dictionary, isDictionary: true).Length : 0;

    public byte[] ToBytes()
    {
        var file = new ByteBuffer();
        "PAR1"u8.CopyTo(file.Add(4));
        var start = file.Length;
        if (Dictionary is { } dictionary)
        {
            Append(file, dictionary, isDictionary: true);
        }

        var data = file.Length;
        Append(file, Page, isDictionary: false);
        var pages = file.Length;
        if (Footer is { } forged)
        {
            forged.CopyTo(file.Add(forged.Length));
        }
        else
        {
            WriteFooter(new ThriftOutput(file), start, data, pages - start);
        }

        file.AddInt32(FooterBytes ?? file.Length - pages);
        "PAR1"u8.CopyTo(file.Add(4));
        return file.Written.ToArray();
    }

    private void Append(ByteBuffer file, byte[] content, bool isDictionary)
    {
        var header = Header(content, isDictionary);
        header.Written.CopyTo(file.Add(header.Length));
        content.CopyTo(file.Add(content.Length));
    }

    private ByteBuffer Header(byte[] content, bool isDictionary)
    {
        var header = new ByteBuffer();
        var output = new ThriftOutput(header);
        output.Int32(1, isDictionary ? 2 : 0);
        output.Int32(2, PageUnpacked ?? content.Length);
        output.Int32(3, PagePacked ?? content.Length);
        Number(output, 4, (int?)Checksum);
        output.Begin(isDictionary ? (short)7 : (short)5);
        output.Int32(1, (isDictionary ? DictionaryValues : PageValues) ?? Rows);
        output.Int32(2, isDictionary ? 0 : (int)Encoding);
        if (!isDictionary)
        {
            output.Int32(3, (int)LevelEncoding);
            output.Int32(4, (int)LevelEncoding);
        }

        output.End();
        output.Stop();
        return header;
    }

    private void WriteFooter(ThriftOutput output, long start, long data, long bytes)
    {
        output.Int32(1, 1);
        output.List(2, ThriftType.Struct, 2);
        output.Begin();
        Number(output, 1, (int?)RootType);
        output.Text(4, "root");
        output.Int32(5, 1);
        output.End();
        WriteColumn(output);
        output.Int64(3, FileRows ?? GroupRows ?? Rows);
        output.List(4, ThriftType.Struct, 1);
        output.Begin();
        output.List(1, ThriftType.Struct, 1);
        output.Begin();
        output.Int64(2, start);
        output.Begin(3);
        output.Int32(1, (int)Type);
        output.List(2, ThriftType.Int32, 2);
        output.Element((int)PageEncoding.Rle);
        output.Element((int)Encoding);
        output.List(3, ThriftType.Binary, 1);
        output.Element("v"u8);
        output.Int32(4, Codec);
        output.Int64(5, GroupRows ?? Rows);
        output.Int64(6, bytes);
        output.Int64(7, ChunkBytes ?? bytes);
        output.Int64(9, ChunkOffset ?? data);
        if (Dictionary is not null)
        {
            output.Int64(11, start);
        }

        output.End();
        output.End();
        output.Int64(2, bytes);
        output.Int64(3, GroupRows ?? Rows);
        output.End();
        if (Writer is { } writer)
        {
            output.Text(6, writer);
        }

        output.Stop();
    }

    private void WriteColumn(ThriftOutput output)
    {
        output.Begin();
        output.Int32(1, (int)Type);
        if (TypeLength > 0)
        {
            output.Int32(2, TypeLength);
        }

        output.Int32(3, IsOptional ? 1 : 0);
        output.Text(4, "v");
        Number(output, 6, Converted);
        Number(output, 7, Scale);
        Number(output, 8, Precision);
        WriteMark(output);
        output.End();
    }

    private void WriteMark(ThriftOutput output)
    {
        if (Logical is not { } mark)
        {
            return;
        }

        output.Begin(10);
        output.Begin((short)mark.Id);
        switch (mark.Id)
        {
            case LogicalMark.Decimal:
                output.Int32(1, mark.Scale);
                output.Int32(2, mark.Precision);
                break;
            case LogicalMark.Timestamp:
                output.Boolean(1, mark.IsUtc);
                output.Begin(2);
                output.Empty((short)mark.Unit);
                output.End();
                break;
            case LogicalMark.Integer:
                output.Int8(1, mark.Bits);
                output.Boolean(2, mark.IsSigned);
                break;
        }

        output.End();
        output.End();
    }

    private static void Number(ThriftOutput output, short field, int? value)
    {
        if (value is { } number)
        {
            output.Int32(field, number);
        }
    }
}
