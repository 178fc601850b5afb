namespace DataShare.Warehouse;

/// <summary>Calls that block, some for minutes, get threads of their own instead of the pool's.</summary>
internal static class OwnThread
{
    public static Task<T> RunAsync<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
