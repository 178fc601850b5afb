using System.Text;

namespace DataShare.Lake;

/// <summary>The load ids of rows, as runs: the rows of one drop are together.</summary>
internal sealed class LoadIdColumn() : ColumnBuffer(PartSchema.LoadIdField())
{
    private readonly List<(ReadOnlyMemory<char> Id, int Rows)> runs = [];

    internal override bool HasDictionary => true;

    public void Append(ReadOnlyMemory<char> id)
    {
        if (runs.Count > 0 && runs[^1].Id.Equals(id))
        {
            runs[^1] = (id, runs[^1].Rows + 1);
        }
        else
        {
            runs.Add((id, 1));
        }

        MarkValue();
    }

    internal override ColumnStatistics Statistics()
    {
        var ids = runs.ConvertAll(r => r.Id.ToString());
        return ids.Count == 0 ? new ColumnStatistics(0, null, null) : new ColumnStatistics(0, ids.Min(StringComparer.Ordinal), ids.Max(StringComparer.Ordinal));
    }

    private protected override void WriteValues(WrittenRows rows, int value, int count)
    {
        var bytes = rows.Buffers.Bytes;
        bytes.Clear();
        var places = rows.Buffers.Places.AsSpan(0, count);
        var next = 0;
        foreach (var (id, rowsOfId) in RunsIn(value, count))
        {
            var place = (bytes.Length, id.Length);
            Encoding.UTF8.GetBytes(id.Span, bytes.Add(id.Length));
            places.Slice(next, rowsOfId).Fill(place);
            next += rowsOfId;
        }

        rows.Write(bytes.Written, places);
    }

    private protected override void RemoveValues(int count)
    {
        while (count > 0)
        {
            var (id, rows) = runs[^1];
            runs.RemoveAt(runs.Count - 1);
            if (rows > count)
            {
                runs.Add((id, rows - count));
            }

            count -= rows;
        }
    }

    private protected override void MoveValue(int from, int to) =>
        throw new NotSupportedException("Rows are removed before they have a load id.");

    /// <summary>The runs of some rows; the first and the last run are cut to these rows.</summary>
    private IEnumerable<(ReadOnlyMemory<char> Id, int Rows)> RunsIn(int row, int count)
    {
        var start = 0;
        foreach (var (id, rows) in runs)
        {
            var inside = Math.Min(start + rows, row + count) - Math.Max(start, row);
            start += rows;
            if (inside > 0)
            {
                yield return (id, inside);
            }
        }
    }
}
