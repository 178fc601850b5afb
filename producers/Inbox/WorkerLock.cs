namespace DataShare.Producers;

/// <summary>
/// Shows other processes that a worker lives: it holds a file open without sharing, which .NET locks, and the system
/// lets go of the lock when the process ends, however it ends.
/// </summary>
internal sealed class WorkerLock : IDisposable
{
    private const string Prefix = ".worker-";

    private readonly string folder;
    private readonly string worker;
    private readonly FileStream held;

    /// <param name="folder">Where the workers of one inbox look for each other.</param>
    /// <param name="worker">A name that no other worker has.</param>
    public WorkerLock(string folder, string worker)
    {
        (this.folder, this.worker) = (folder, worker);
        held = Take(PathOf(worker), FileOptions.DeleteOnClose);
    }

    public bool IsAlive(string other)
    {
        if (other == worker)
        {
            return true;
        }

        try
        {
            new FileStream(PathOf(other), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose)
                .Dispose();
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException e) when (IsTaken(e))
        {
            return true;
        }
    }

    /// <exception cref="IOException">Somebody has it, if <see cref="IsTaken"/>.</exception>
    public static FileStream Take(string path, FileOptions options) =>
        new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, options);

    public static bool IsTaken(IOException e) => e is not (FileNotFoundException or DirectoryNotFoundException);

    public void Dispose() => held.Dispose();

    private string PathOf(string name) => Path.Combine(folder, Prefix + name);
}
