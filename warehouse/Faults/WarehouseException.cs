namespace DataShare.Warehouse;

/// <summary>The warehouse refuses, and another try fails too: the message says what to change.</summary>
public class WarehouseException : Exception
{
    public WarehouseException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>The transaction is too large for the server: fewer commits at once may work.</summary>
internal sealed class WarehouseLimitException : WarehouseException
{
    public WarehouseLimitException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>
/// Another process uses the warehouse or was faster, or the server is down: nothing was changed, and another try may
/// work.
/// </summary>
public class WarehouseBusyException : Exception
{
    public WarehouseBusyException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>A step ran out of memory, and gets more if it is tried again at once, up to the limit.</summary>
internal sealed class WarehouseMemoryException : WarehouseBusyException
{
    public WarehouseMemoryException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>The disk is full. Another try fails until somebody frees space.</summary>
internal sealed class WarehouseFullException : WarehouseBusyException
{
    public WarehouseFullException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>The server cannot be reached, or the connection was cut: uncommitted work is rolled back.</summary>
public sealed class WarehouseAwayException : WarehouseBusyException
{
    public WarehouseAwayException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>
/// A statement took longer than its time-out. Another try takes as long, so only the caller decides to retry.
/// </summary>
internal sealed class WarehouseTimeoutException : WarehouseBusyException
{
    public WarehouseTimeoutException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
