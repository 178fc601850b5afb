using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>Receives the accepted rows from the gate.</summary>
internal interface IRowTarget
{
    /// <summary>The chunk to fill; another one after <see cref="MakeRoomAsync"/>.</summary>
    RowChunk Current { get; }

    /// <summary>After a row, or some thousand: passes on a full chunk if that is allowed before the drop's end.</summary>
    /// <exception cref="OutgrownException">It is not allowed, and the drop is too large for one chunk.</exception>
    ValueTask MakeRoomAsync(bool mayFlush);
}
