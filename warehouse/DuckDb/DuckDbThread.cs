namespace DataShare.Warehouse;

/// <summary>DuckDB's calls block, some for minutes: they get threads of their own instead of the pool's.</summary>
internal static class DuckDbThread
{
    public static Task<T> RunAsync<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
