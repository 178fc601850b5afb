namespace DataShare.Lake;

/// <summary>
/// What a large file leaves in memory is garbage, of which the collector lets the process keep hundreds of megabytes for a
/// while. Who needs much memory next has it given back first.
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
