using System.Collections.Concurrent;

namespace DataShare.Warehouse;

/// <summary>
/// A thread for calls that block, some of them for minutes, so that they do not block threads of the pool. The calls run one
/// after the other. One thread runs many calls, because starting a thread costs more than most calls. After it is disposed,
/// the thread ends with its last call.
/// </summary>
internal sealed class OwnThread : TaskScheduler, IDisposable
{
    /// <summary>Keeps other work off this thread: tasks that a call starts, and continuations.</summary>
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
