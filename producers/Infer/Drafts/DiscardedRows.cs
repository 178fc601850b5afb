using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Discards accepted rows, for callers that need only the counts.</summary>
internal sealed class DiscardedRows(DataContract contract) : IRowTarget
{
    private const int FullRows = 8192;
    private const long FullBytes = 16L << 20;

    public RowChunk Current { get; } = new(contract);

    public ValueTask MakeRoomAsync(bool mayFlush)
    {
        if (Current.Rows >= FullRows || Current.PayloadBytes >= FullBytes)
        {
            Current.Clear();
        }

        return ValueTask.CompletedTask;
    }
}
