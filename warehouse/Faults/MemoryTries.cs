namespace DataShare.Warehouse;

/// <summary>Retries a step that runs out of memory, as long as it gets more.</summary>
public static class MemoryTries
{
    /// <param name="step">The step, which leaves nothing if it fails.</param>
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
                // Each time the limit has grown, and it stops growing at some point.
            }
        }
    }
}
