using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>The load and the source row of each row of a part.</summary>
/// <param name="only">The rows that are taken, by load id and number.</param>
/// <exception cref="InvalidDataException">The file is not a part of the lake.</exception>
internal sealed class ParquetOrigins(ParquetInput part, IReadOnlyDictionary<string, RowSet> only)
{
    private readonly ParquetStretch loadIds = Open(part, PartSchema.LoadIdColumn);
    private readonly ParquetStretch sourceRows = Open(part, PartSchema.SourceRowColumn);
    private ReadOnlyMemory<char> current;
    private RowSet? ofCurrent;

    public int Ready(int wanted) => sourceRows.Ready(loadIds.Ready(wanted));

    public void Take(int rows)
    {
        loadIds.Take(rows);
        sourceRows.Take(rows);
    }

    public bool Skips(int row)
    {
        _ = LoadId(row);
        return ofCurrent?.Contains(SourceRow(row)) is not true;
    }

    /// <summary>The load id of one of the rows read last; the same memory while the load stays the same.</summary>
    public ReadOnlyMemory<char> LoadId(int row)
    {
        var loadId = loadIds.Text(row);
        if (!current.Span.SequenceEqual(loadId))
        {
            (current, ofCurrent) = (loadId.AsMemory(), only.GetValueOrDefault(loadId!));
        }

        return current;
    }

    /// <summary>The source row of one of the rows read last.</summary>
    public long SourceRow(int row) => sourceRows.Batch.Longs[sourceRows.FirstValue + row];

    private static ParquetStretch Open(ParquetInput part, string name) => new(part.Read(
        part.Columns.FirstOrDefault(c => c.Name == name) ?? throw new InvalidDataException($"it has no column '{name}'; another program may have written it")));
}
