using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>
/// The load ids of a part's rows. Each must belong to one of the commit's drops, which decides the contract version of
/// the row.
/// </summary>
internal sealed class DropColumn(ParquetValues<ReadOnlyMemory<char>> values, DropIndex drops) : PartColumn
{
    private ReadOnlyMemory<char> text;

    public override object Value => Current!.LoadId;

    public override bool IsNull => false;

    /// <summary>The drop of the current row.</summary>
    public DropMark? Current { get; private set; }

    public override void MoveNext()
    {
        if (!values.Next(out var next))
        {
            throw new InvalidDataException("it holds rows without a load id");
        }

        // The rows of a drop are next to each other, and their texts are usually the same memory.
        if (Current is null || !next.Equals(text))
        {
            Current = drops.Find(next.Span);
            text = next;
        }
    }

    public override void Dispose() => values.Dispose();
}

/// <summary>The contract versions of the same rows. Move it together with the load ids.</summary>
internal sealed class ContractVersionColumn(DropColumn drops) : PartColumn
{
    public override object Value => drops.Current!.ContractVersion;

    public override bool IsNull => false;

    public override void MoveNext()
    {
        // The load id decides the value.
    }

    public override void Dispose()
    {
        // The column of load ids is disposed by its owner.
    }
}

/// <summary>The drops of a commit by load id.</summary>
internal sealed class DropIndex
{
    private readonly Dictionary<string, DropMark> marks;
    private readonly Dictionary<string, DropMark>.AlternateLookup<ReadOnlySpan<char>> byText;

    public DropIndex(LakeCommit commit)
    {
        marks = commit.Drops.ToDictionary(
            d => d.LoadId.Value,
            d => new DropMark(d.LoadId.Value, d.Contract.ToString()),
            StringComparer.Ordinal);
        byText = marks.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <exception cref="InvalidDataException">None of the drops has this load id.</exception>
    public DropMark Find(ReadOnlySpan<char> loadId) => byText.TryGetValue(loadId, out var mark)
        ? mark
        : throw new InvalidDataException(marks.Count == 0
            ? "its commit names no drops (another program may have written it), so its rows belong to no load"
            : $"it holds rows of load id '{loadId[..Math.Min(loadId.Length, 80)]}', but its commit has no such drop");
}

/// <summary>The values that all rows of a drop share.</summary>
internal sealed record DropMark(string LoadId, string ContractVersion);
