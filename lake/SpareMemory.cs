namespace DataShare.Lake;

/// <summary>
/// A large file leaves garbage in memory, and the collector lets the process keep hundreds of megabytes of it for a while. A step
/// that needs much memory gives it back first.
/// </summary>
public static class SpareMemory
{
    private const long MuchBytes = 64L << 20;

    /// <summary>May be called as often as one likes: with little in memory it does nothing.</summary>
    public static void GiveBack()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) > MuchBytes)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
