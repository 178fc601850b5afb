using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>The workers of one inbox, and whether they are still running.</summary>
internal sealed partial class FileClaims
{
    /// <summary>Shows other processes that a worker lives: it holds a lock for as long as it does.</summary>
    private sealed class WorkerLock : IDisposable
    {
        private const string Prefix = ".worker-";

        private readonly string folder;
        private readonly FileLock held;

        private WorkerLock(string folder, string worker, FileLock held) => (this.folder, Worker, this.held) = (folder, worker, held);

        /// <summary>A name that no other worker has.</summary>
        public string Worker { get; }

        /// <param name="folder">Where the workers of one inbox look for each other.</param>
        public static WorkerLock Take(string folder, LoadIdSource names, TimeProvider time)
        {
            while (true)
            {
                var worker = names.Next().Value;
                // Null: another process that sweeps has just tried the lock, to see if its worker is dead.
                if (FileLock.TryTake(PathOf(folder, worker), time, vanishes: true) is { } held)
                {
                    return new WorkerLock(folder, worker, held);
                }
            }
        }

        public bool IsAlive(string other) => FileLock.IsHeld(PathOf(folder, other));

        /// <summary>Removes what workers left that were killed.</summary>
        public void Sweep(TimeProvider time)
        {
            foreach (var file in Directory.EnumerateFiles(folder, Prefix + "*").Where(f => f != PathOf(folder, Worker)))
            {
                FileLock.TryTake(file, time, vanishes: true)?.Dispose();
            }
        }

        public void Dispose() => held.Dispose();

        private static string PathOf(string folder, string worker) => Path.Combine(folder, Prefix + worker);
    }
}
