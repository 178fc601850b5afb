namespace DataShare.Warehouse;

/// <summary>The warehouse refuses, and would again: the message says what to change.</summary>
public sealed class WarehouseException : Exception
{
    public WarehouseException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>
/// Somebody else is at it, or was quicker, or the server is away: nothing was changed, and another try may do.
/// </summary>
public class WarehouseBusyException : Exception
{
    public WarehouseBusyException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>The server cannot be reached, or the connection was cut: what was not committed is undone.</summary>
public sealed class WarehouseAwayException : WarehouseBusyException
{
    public WarehouseAwayException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
