using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>Where the gate puts accepted rows.</summary>
internal interface IRowTarget
{
    /// <summary>The chunk to fill; another one after <see cref="MakeRoomAsync"/>.</summary>
    RowChunk Current { get; }

    /// <summary>After a row, or some thousand: hands a full chunk on, where that is allowed before the drop's end.</summary>
    /// <exception cref="OutgrownException">It is not, and the drop is too large for that.</exception>
    ValueTask MakeRoomAsync(bool mayFlush);
}
