using System.Security.Cryptography;
using Snappier;

namespace DataShare.Lake;

/// <summary>
/// Writes a Parquet file of any columns in row groups and pages of bounded size, packed with Snappy, each page
/// with its checksum. Without
/// <see cref="CompleteAsync"/> what is there of the file has no end, and nobody can read it. For one caller.
/// </summary>
public sealed class ParquetOutput : IAsyncDisposable
{
    private readonly FileStream file;
    private readonly PartField[] fields;
    private readonly List<(long Rows, WrittenChunk[] Chunks)> groups = [];
    private readonly PageOutput page = new();
    private readonly ByteBuffer packed = new();
    private readonly ByteBuffer header = new();
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private ParquetOutput(FileStream file, PartField[] fields) => (this.file, this.fields) = (file, fields);

    /// <summary>Bytes written so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Of the whole file; null until it is complete.</summary>
    public ContentHash? Hash { get; private set; }

    /// <summary>Rows that a row group of such columns has at the most.</summary>
    public static int RowsPerGroup(IReadOnlyList<ColumnBuffer> columns) => RowGroupCut.MostRows(columns);

    /// <param name="path">In a folder that is there; a file that is there is overwritten.</param>
    /// <param name="columns">What each row group will have, in this order; of other names each.</param>
    public static async Task<ParquetOutput> CreateAsync(
        string path, IReadOnlyList<ColumnBuffer> columns, CancellationToken cancellationToken)
    {
        // Whole pages are written, so a buffer between them and the file would only be copied into.
        var output = new ParquetOutput(
            new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0), [.. columns.Select(c => c.Field)]);
        try
        {
            await output.AppendAsync(FooterPlace.Magic.ToArray(), cancellationToken);
            return output;
        }
        catch
        {
            await output.DisposeAsync();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Writes all rows of the columns, of which each has as many: as one row group, or as several where they are large.</summary>
    public async Task WriteAsync(IReadOnlyList<ColumnBuffer> columns, CancellationToken cancellationToken)
    {
        if (columns.FirstOrDefault(c => c.Count != columns[0].Count) is { } odd)
        {
            throw new InvalidOperationException($"Column '{odd.Name}' has {odd.Count} rows, the first one has {columns[0].Count}.");
        }

        foreach (var (row, rows) in RowGroupCut.Of(columns))
        {
            var chunks = new WrittenChunk[columns.Count];
            for (var i = 0; i < chunks.Length; i++)
            {
                page.Clear();
                columns[i].Encode(page, row, rows);
                chunks[i] = await WriteAsync(fields[i], rows, columns[i].NullsIn(row, rows), cancellationToken);
            }

            groups.Add((rows, chunks));
        }
    }

    /// <summary>Ends the file; it is not flushed to disk.</summary>
    /// <returns>Its bytes.</returns>
    public async Task<long> CompleteAsync()
    {
        header.Clear();
        WriteFooter(new ThriftOutput(header));
        header.AddInt32(header.Length);
        FooterPlace.Magic.CopyTo(header.Add(FooterPlace.Magic.Length));
        await AppendAsync(header.Memory, CancellationToken.None);
        await file.DisposeAsync();
        Hash = ContentHash.From(hash.GetHashAndReset());
        return Bytes;
    }

    public ValueTask DisposeAsync()
    {
        hash.Dispose();
        return file.DisposeAsync();
    }

    private async Task<WrittenChunk> WriteAsync(PartField field, int rows, int nulls, CancellationToken cancellationToken)
    {
        var start = Bytes;
        var unpacked = 0L;
        if (page.DictionaryValues > 0)
        {
            unpacked += await AppendPageAsync(page.Dictionary.Memory, PageKind.Dictionary, page.DictionaryValues, cancellationToken);
        }

        var data = Bytes;
        foreach (var (rowsOfPage, content) in page.Pages)
        {
            unpacked += await AppendPageAsync(content, PageKind.Data, rowsOfPage, cancellationToken);
        }

        return new WrittenChunk(field, page.Encoding, rows, nulls, page.Bounds, data > start ? start : 0, data, Bytes - start, unpacked);
    }

    /// <summary>Returns the bytes that the page has unpacked, with its header.</summary>
    private async Task<long> AppendPageAsync(ReadOnlyMemory<byte> content, PageKind kind, int values, CancellationToken cancellationToken)
    {
        packed.Clear();
        packed.Advance(Snappy.Compress(content.Span, packed.GetSpan(Snappy.GetMaxCompressedLength(content.Length))));
        header.Clear();
        var output = new ThriftOutput(header);
        output.Int32(1, (int)kind);
        output.Int32(2, content.Length);
        output.Int32(3, packed.Length);
        output.Int32(4, (int)PageChecksum.Of(packed.Written));
        output.Begin(kind is PageKind.Data ? (short)5 : (short)7);
        output.Int32(1, values);
        output.Int32(2, (int)(kind is PageKind.Data ? page.Encoding : PageEncoding.Plain));
        if (kind is PageKind.Data)
        {
            output.Int32(3, (int)PageEncoding.Rle);
            output.Int32(4, (int)PageEncoding.Rle);
        }

        output.End();
        output.Stop();
        await AppendAsync(header.Memory, cancellationToken);
        await AppendAsync(packed.Memory, cancellationToken);
        return header.Length + content.Length;
    }

    private async Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        hash.AppendData(bytes.Span);
        await file.WriteAsync(bytes, cancellationToken);
        Bytes += bytes.Length;
    }

    private void WriteFooter(ThriftOutput output)
    {
        output.Int32(1, 1);
        output.List(2, ThriftType.Struct, fields.Length + 1);
        output.Begin();
        output.Text(4, "root");
        output.Int32(5, fields.Length);
        output.End();
        Array.ForEach(fields, f => f.WriteTo(output));
        output.Int64(3, groups.Sum(g => g.Rows));
        output.List(4, ThriftType.Struct, groups.Count);
        foreach (var (rows, chunks) in groups)
        {
            output.Begin();
            output.List(1, ThriftType.Struct, chunks.Length);
            Array.ForEach(chunks, c => c.WriteTo(output));
            output.Int64(2, chunks.Sum(c => c.UnpackedBytes));
            output.Int64(3, rows);
            output.Int64(5, chunks[0].Offset);
            output.Int64(6, chunks.Sum(c => c.PackedBytes));
            output.End();
        }

        output.Text(6, "DataShare version 1.0.0 (build 1)");
        // The bounds of each column are in the order of its type.
        output.List(7, ThriftType.Struct, fields.Length);
        foreach (var _ in fields)
        {
            output.Begin();
            output.Empty(1);
            output.End();
        }

        output.Stop();
    }
}
