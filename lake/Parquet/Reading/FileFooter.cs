using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>
/// The footer of a Parquet file, checked against the file: no claim in it leads outside the file or needs more memory than its
/// bytes. Row groups are kept as bytes and parsed again when they are needed.
/// </summary>
internal sealed class FileFooter
{
    private readonly byte[] bytes;
    private readonly long dataEnd;
    private readonly List<(int Start, long Rows)> groups = [];
    private readonly List<SchemaElement> elements = [];
    private readonly Dictionary<string, string> metadata = [];
    private (int Group, ColumnChunk[] Chunks) last = (-1, []);

    /// <param name="bytes">The bytes of the footer alone.</param>
    /// <param name="dataEnd">The file offset of the footer.</param>
    public FileFooter(byte[] bytes, long dataEnd)
    {
        (this.bytes, this.dataEnd) = (bytes, dataEnd);
        Take();
        if (elements.Count == 0)
        {
            throw ParquetDamage.Of("it has no schema");
        }

        Columns = SchemaTree.Columns(elements);
        // Some writers give the root a type.
        Leaves = elements.Skip(1).Count(e => e.Type is not null);
        if ((long)Leaves * groups.Count > ParquetLimits.ColumnChunks)
        {
            throw ParquetDamage.NotRead(FormattableString.Invariant(
                $"it has {groups.Count:N0} row groups of {Leaves:N0} columns, which are more than {ParquetLimits.ColumnChunks:N0} together"));
        }

        for (var group = 0; group < groups.Count; group++)
        {
            _ = Chunks(group);
        }
    }

    /// <summary>The top-level columns, in the file's order.</summary>
    public IReadOnlyList<ParquetInputColumn> Columns { get; }

    public IReadOnlyDictionary<string, string> Metadata => metadata;

    public int RowGroups => groups.Count;

    /// <summary>The number of columns that have pages.</summary>
    private int Leaves { get; }

    public long Rows(int group) => groups[group].Rows;

    /// <summary>The pages of a column in a row group.</summary>
    public ColumnChunk Chunk(int group, ParquetInputColumn column)
    {
        // Callers ask for all columns of a row group before those of the next.
        if (last.Group != group)
        {
            last = (group, Chunks(group));
        }

        return last.Chunks[column.Leaf];
    }

    private ColumnChunk[] Chunks(int group)
    {
        var (start, rows) = groups[group];
        var input = new ThriftInput(bytes.AsSpan(start));
        ColumnChunk[] chunks = [];
        while (input.NextField(out var field, out var type))
        {
            if (field != 1)
            {
                input.Skip(type);
                continue;
            }

            chunks = new ColumnChunk[input.Structs(type)];
            for (var i = 0; i < chunks.Length; i++)
            {
                chunks[i] = ColumnChunk.Read(ref input);
            }
        }

        if (chunks.Length != Leaves)
        {
            throw ParquetDamage.Of(FormattableString.Invariant($"row group {group} has {CountText.Of(chunks.Length, "column")}, but the schema has {Leaves}"));
        }

        foreach (var column in Columns.Where(c => c.Leaf >= 0))
        {
            Check(chunks[column.Leaf], column, group, rows);
        }

        return chunks;
    }

    private void Check(ColumnChunk chunk, ParquetInputColumn column, int group, long rows)
    {
        var where = FormattableString.Invariant($"column '{column.ShownName}' of row group {group}");
        if (chunk.Values != rows)
        {
            throw ParquetDamage.Of(FormattableString.Invariant($"{where} has {CountText.Of(chunk.Values, "value")}, but {CountText.Of(rows, "row")}"));
        }

        if (chunk.Type != column.Physical)
        {
            throw ParquetDamage.Of($"{where} has another type than in the schema");
        }

        if (rows > 0 && (chunk.Offset < FooterPlace.Magic.Length || chunk.Bytes < 1 || chunk.Bytes > dataEnd - chunk.Offset))
        {
            throw ParquetDamage.Of($"{where} lies outside the file's pages. The file may be truncated");
        }
    }

    private void Take()
    {
        var input = new ThriftInput(bytes);
        var rows = -1L;
        var seen = new HashSet<short>();
        while (input.NextField(out var field, out var type))
        {
            switch (field)
            {
                case 2 or 4 when !seen.Add(field):
                    // The library uses the last one, but the checks would use both.
                    throw ParquetDamage.Of($"its metadata has {(field == 2 ? "two schemas" : "two lists of row groups")}");
                case 2:
                    TakeSchema(ref input, type);
                    break;
                case 3:
                    rows = input.Int64(type);
                    break;
                case 4:
                    for (var left = Counted(input.Structs(type), ParquetLimits.RowGroups, "row groups"); left > 0; left--)
                    {
                        TakeGroup(ref input);
                    }

                    break;
                case 5:
                    for (var left = Counted(input.Structs(type), ParquetLimits.MetadataPairs, "notes"); left > 0; left--)
                    {
                        TakePair(ref input);
                    }

                    break;
                case 8:
                    throw ParquetDamage.NotRead("it is encrypted");
                default:
                    input.Skip(type);
                    break;
            }
        }

        var sum = groups.Sum(g => g.Rows);
        if (rows != sum)
        {
            throw ParquetDamage.Of(FormattableString.Invariant($"its footer says {CountText.Of(rows, "row")}, but its row groups have {sum:N0}"));
        }
    }

    private static int Counted(int count, int most, string what) => count <= most
        ? count
        : throw ParquetDamage.NotRead(FormattableString.Invariant($"it has {count:N0} {what}, more than {most:N0}"));

    private void TakeSchema(ref ThriftInput input, ThriftType type)
    {
        for (var left = Counted(input.Structs(type), ParquetLimits.SchemaElements, "columns"); left > 0; left--)
        {
            elements.Add(SchemaElement.Read(ref input));
        }
    }

    private void TakeGroup(ref ThriftInput input)
    {
        var start = input.Position;
        var rows = -1L;
        var outer = input.BeginStruct();
        while (input.NextField(out var field, out var type))
        {
            if (field == 3)
            {
                rows = input.Int64(type);
            }
            else
            {
                input.Skip(type);
            }
        }

        input.EndStruct(outer);
        if (rows is < 0 or > ParquetLimits.GroupRows)
        {
            throw ParquetDamage.Of(FormattableString.Invariant($"a row group has an invalid number of rows ({rows})"));
        }

        groups.Add((start, rows));
    }

    private void TakePair(ref ThriftInput input)
    {
        var (key, value) = ("", "");
        var outer = input.BeginStruct();
        while (input.NextField(out var field, out var type))
        {
            switch (field)
            {
                case 1:
                    key = input.Text(type);
                    break;
                case 2:
                    value = input.Text(type);
                    break;
                default:
                    input.Skip(type);
                    break;
            }
        }

        input.EndStruct(outer);
        metadata[key] = value;
    }
}
