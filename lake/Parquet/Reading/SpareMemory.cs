namespace DataShare.Lake;

/// <summary>
/// Returns unused memory to the system. A large file leaves hundreds of megabytes of garbage that the collector keeps
/// for a while; a step that needs much memory returns it first.
/// </summary>
public static class SpareMemory
{
    private const long MuchBytes = 64L << 20;

    /// <summary>Can be called at any time: it does nothing if little memory is in use.</summary>
    public static void GiveBack()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) > MuchBytes)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
