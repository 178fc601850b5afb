using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Takes accepted rows and forgets them: for a trial, of which only the counts are wanted.</summary>
internal sealed class DiscardedRows(DataContract contract) : IRowTarget
{
    private const int FullRows = 8192;
    private const int RowsBetweenLooks = 64;
    private const long FullBytes = 16L << 20;

    private int looked;

    public RowChunk Current { get; } = new(contract);

    public ValueTask MakeRoomAsync(bool mayFlush)
    {
        var rows = Current.Rows;
        if (rows < looked || rows >= looked + RowsBetweenLooks)
        {
            looked = rows;
            if (rows >= FullRows || Current.PayloadBytes >= FullBytes)
            {
                Current.Clear();
            }
        }

        return ValueTask.CompletedTask;
    }
}
