namespace DataShare.Jobs;

/// <summary>
/// What a running service serves: its contracts as they were when its rooms were made, its consumers as they are now. One
/// writes, all read.
/// </summary>
internal sealed class ServedNow(ServedWorkspace first)
{
    private volatile ServedWorkspace now = first;

    public ServedWorkspace Value => now;

    public void Take(WorkspaceConsumers consumers) => now = now.With(consumers);
}
