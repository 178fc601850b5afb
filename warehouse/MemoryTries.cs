namespace DataShare.Warehouse;

/// <summary>Tries a step again for as long as it runs out of memory and gets more.</summary>
public static class MemoryTries
{
    /// <param name="step">Leaves nothing when it fails.</param>
    public static async ValueTask<T> RunAsync<T>(Func<ValueTask<T>> step)
    {
        while (true)
        {
            try
            {
                return await step().ConfigureAwait(false);
            }
            catch (WarehouseMemoryException)
            {
                // Each time the memory has grown, which it does not do for ever.
            }
        }
    }
}
