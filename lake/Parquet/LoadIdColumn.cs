using System.Text;

namespace DataShare.Lake;

/// <summary>The load ids of rows: the rows of one drop stand together.</summary>
internal sealed class LoadIdColumn() : ColumnBuffer(PartSchema.LoadIdField())
{
    private readonly List<(ReadOnlyMemory<char> Id, int Rows)> runs = [];

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
        var ids = Ids();
        return ids.Count == 0 ? new ColumnStatistics(0, null, null) : new ColumnStatistics(0, ids.Min(StringComparer.Ordinal), ids.Max(StringComparer.Ordinal));
    }

    private protected override void EncodeValues(PageOutput page)
    {
        var ids = Ids();
        foreach (var id in ids)
        {
            page.Dictionary.AddInt32(id.Length);
            Encoding.UTF8.GetBytes(id, page.Dictionary.Add(id.Length));
        }

        var width = DictionaryPage.Width(ids.Count);
        (page.DictionaryValues, page.Encoding) = (ids.Count, PageEncoding.RleDictionary);
        page.Data.Add((byte)width);
        foreach (var (id, rows) in runs)
        {
            HybridEncoder.WriteRun(page.Data, ids.IndexOf(id.ToString()), rows, width);
        }

        page.Bounds = ids.Count == 0 ? null : (Encoding.UTF8.GetBytes(ids.Min(StringComparer.Ordinal)!), Encoding.UTF8.GetBytes(ids.Max(StringComparer.Ordinal)!));
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
        throw new NotSupportedException("Rows are taken out before they have a load id.");

    private List<string> Ids() => [.. runs.Select(r => r.Id.ToString()).Distinct(StringComparer.Ordinal)];
}
