namespace DataShare.Warehouse;

/// <summary>The warehouse refuses, and would again: the message says what to change.</summary>
public class WarehouseException : Exception
{
    public WarehouseException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>The transaction is more than the server takes at once: fewer commits in it may do.</summary>
public sealed class WarehouseLimitException : WarehouseException
{
    public WarehouseLimitException(string message, Exception? innerException = null)
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

/// <summary>A step ran out of memory, and has more of it when it is tried again at once; this ends, because the memory does.</summary>
public sealed class WarehouseMemoryException : WarehouseBusyException
{
    public WarehouseMemoryException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>There is no room on the disk. Another try meets the same until somebody makes some.</summary>
public sealed class WarehouseFullException : WarehouseBusyException
{
    public WarehouseFullException(string message, Exception? innerException = null)
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

/// <summary>A statement took longer than its time-out. Another try takes as long, so that it is nobody's but the caller's to make.</summary>
public sealed class WarehouseTimeoutException : WarehouseBusyException
{
    public WarehouseTimeoutException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
