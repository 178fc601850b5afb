using DataShare.Lake;

namespace DataShare.Tests.Lake;

/// <summary>A page of a written file.</summary>
/// <param name="Values">The number of values, including nulls.</param>
/// <param name="Bytes">The uncompressed size.</param>
internal sealed record WrittenPage(int Group, string Column, bool IsDictionary, int Values, int Bytes)
{
    /// <summary>The pages of a file, from their headers, row group by row group and column by column.</summary>
    public static async Task<IReadOnlyList<WrittenPage>> OfAsync(string path, CancellationToken stop)
    {
        var bytes = await File.ReadAllBytesAsync(path, stop);
        using var file = File.OpenHandle(path);
        var footer = await FooterPlace.ReadAsync(file, stop);
        return [.. Enumerable.Range(0, footer.RowGroups).SelectMany(g => footer.Columns.SelectMany(c => Of(bytes, footer.Chunk(g, c), g, c.Name)))];
    }

    private static List<WrittenPage> Of(byte[] bytes, ColumnChunk chunk, int group, string column)
    {
        var pages = new List<WrittenPage>();
        for (var (at, end) = (chunk.Offset, chunk.Offset + chunk.Bytes); at < end;)
        {
            var input = new ThriftInput(bytes.AsSpan((int)at));
            var header = PageHeader.Read(ref input);
            at += input.Position + header.Packed;
            pages.Add(new WrittenPage(group, column, header.Kind is PageKind.Dictionary, header.Values, header.Unpacked));
        }

        return pages;
    }
}
