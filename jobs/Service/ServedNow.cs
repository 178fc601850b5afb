namespace DataShare.Jobs;

/// <summary>
/// The workspace that a running service serves: the contracts of its start, and the current consumers. One caller writes, all
/// read.
/// </summary>
internal sealed class ServedNow(ServedWorkspace first)
{
    private volatile ServedWorkspace now = first;

    public ServedWorkspace Value => now;

    public void Take(WorkspaceConsumers consumers) => now = now.With(consumers);
}
