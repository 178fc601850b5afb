using System.Text;

namespace DataShare.Lake;

/// <summary>The load ids of rows: the rows of one drop stand together.</summary>
internal sealed class LoadIdColumn() : ColumnBuffer(PartSchema.LoadIdField())
{
    private readonly List<(ReadOnlyMemory<char> Id, int Rows)> runs = [];

    /// <summary>While pages are written: their dictionary.</summary>
    private List<string> written = [];

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
        var ids = Ids(0, Count);
        return ids.Count == 0 ? new ColumnStatistics(0, null, null) : new ColumnStatistics(0, ids.Min(StringComparer.Ordinal), ids.Max(StringComparer.Ordinal));
    }

    private protected override void BeginPages(PageOutput output, int value, int count)
    {
        written = Ids(value, count);
        foreach (var id in written)
        {
            output.Dictionary.AddInt32(id.Length);
            Encoding.UTF8.GetBytes(id, output.Dictionary.Add(id.Length));
        }

        (output.DictionaryValues, output.Encoding) = (written.Count, PageEncoding.RleDictionary);
        output.Bounds = written.Count == 0 ? null : (Encoding.UTF8.GetBytes(written.Min(StringComparer.Ordinal)!), Encoding.UTF8.GetBytes(written.Max(StringComparer.Ordinal)!));
    }

    private protected override void EncodeValues(PageOutput output, int value, int count)
    {
        var width = DictionaryPage.Width(written.Count);
        output.Data.Add((byte)width);
        foreach (var (id, rows) in RunsIn(value, count))
        {
            HybridEncoder.WriteRun(output.Data, written.IndexOf(id.ToString()), rows, width);
        }
    }

    /// <summary>A run of a thousand rows takes some bytes.</summary>
    private protected override int FitPage(int value, int count) => count;

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
        throw new NotSupportedException("Rows are taken out before they have a load id.");

    private List<string> Ids(int value, int count) => [.. RunsIn(value, count).Select(r => r.Id.ToString()).Distinct(StringComparer.Ordinal)];

    /// <summary>The runs of some rows, the first and the last of them cut to these.</summary>
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
