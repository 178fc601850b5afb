using System.Collections.Concurrent;

namespace DataShare.Warehouse;

/// <summary>
/// A thread for calls that block, some for minutes, which the pool's threads must not. They run one after the other. It is
/// made for many calls, because to start a thread costs more than most of them; disposed of, it ends after the last.
/// </summary>
internal sealed class OwnThread : TaskScheduler, IDisposable
{
    /// <summary>Nothing else comes to this thread: not what a call starts, nor what follows on its end.</summary>
    private const TaskCreationOptions Options =
        TaskCreationOptions.DenyChildAttach | TaskCreationOptions.HideScheduler | TaskCreationOptions.RunContinuationsAsynchronously;

    private readonly BlockingCollection<Task> calls = [];

    public OwnThread() => new Thread(Run) { IsBackground = true, Name = "warehouse" }.Start();

    public Task<T> RunAsync<T>(Func<T> call) => Task.Factory.StartNew(call, CancellationToken.None, Options, this);

    public void Dispose() => calls.CompleteAdding();

    protected override void QueueTask(Task task) => calls.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => calls.ToArray();

    private void Run()
    {
        foreach (var call in calls.GetConsumingEnumerable())
        {
            TryExecuteTask(call);
        }

        calls.Dispose();
    }
}
