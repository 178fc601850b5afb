namespace DataShare.Warehouse;

/// <summary>The warehouse refuses, and would again: the message says what to change.</summary>
public sealed class WarehouseException : Exception
{
    public WarehouseException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>Somebody else is at it, or was quicker: nothing was changed, and another try may do.</summary>
public sealed class WarehouseBusyException : Exception
{
    public WarehouseBusyException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
