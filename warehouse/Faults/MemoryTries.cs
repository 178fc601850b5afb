namespace DataShare.Warehouse;

/// <summary>Retries a step that runs out of memory, as long as it gets more.</summary>
public static class MemoryTries
{
    /// <param name="step">Leaves nothing when it fails.</param>
    public static async ValueTask<T> RunAsync<T>(Func<ValueTask<T>> step)
    {
        while (true)
        {
            try
            {
                return await step();
            }
            catch (WarehouseMemoryException)
            {
                // Each time the memory has grown, which it does not do for ever.
            }
        }
    }
}
