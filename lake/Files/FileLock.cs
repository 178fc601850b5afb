using System.Text.Json;

namespace DataShare.Lake;

/// <summary>
/// A lock file that one process at a time holds. The system's lock ends with the process. The file names its holder,
/// for messages. It is kept afterwards, unless it was opened with <c>vanishes</c>.
/// </summary>
public sealed class FileLock : IDisposable
{
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream held;
    private readonly bool vanishes;

    private FileLock(FileStream held, bool vanishes) => (this.held, this.vanishes) = (held, vanishes);

    /// <summary>
    /// .NET locks a file that is opened without sharing. Windows separates two writers anyway, but without sharing nobody
    /// could read who holds the lock.
    /// </summary>
    private static FileShare Share => OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;

    /// <summary>Takes the lock; null if somebody holds it.</summary>
    /// <param name="vanishes">
    /// Whether the file is deleted with the lock. Then no other holder may ever use its name.
    /// </param>
    /// <exception cref="NoLocksException">
    /// The file system has no locks, so nobody knows whether somebody holds it.
    /// </exception>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static FileLock? TryTake(string path, TimeProvider time, bool vanishes = false)
    {
        FileStream stream;
        try
        {
            stream = Open(path, FileMode.OpenOrCreate, vanishes ? FileOptions.DeleteOnClose : FileOptions.None);
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }

        var taken = new FileLock(stream, vanishes);
        if (!IsHeld(path))
        {
            taken.Dispose();
            throw new NoLocksException(path);
        }

        taken.Sign(LockHolder.This(time));
        return taken;
    }

    /// <summary>Waits for the lock and takes it.</summary>
    /// <param name="doing">The work of its holder, for messages: <c>takes files of dataset 'orders'</c>.</param>
    /// <exception cref="HeldException">Another process holds it for longer than the rules allow.</exception>
    /// <exception cref="NoLocksException">The file system has no locks.</exception>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static async Task<FileLock> TakeAsync(string path, string doing, LockRules rules, CancellationToken cancellationToken)
    {
        var wait = new LockWait(rules.Longest, rules.Time, rules.Log);
        while (true)
        {
            if (TryTake(path, rules.Time) is { } taken)
            {
                return taken;
            }

            if (wait.IsOver)
            {
                throw new HeldException(LockHolder.Of(path), doing, wait.Waited, rules.Setting);
            }

            wait.Tell(() => LockHolder.Of(path), doing);
            // The pause is in real time, even if another clock measures the wait, because it waits for another process.
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Whether somebody holds it, including this process.</summary>
    public static bool IsHeld(string path)
    {
        try
        {
            Open(path, FileMode.Open, FileOptions.None).Dispose();
            return false;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException e) when (IsHeld(e))
        {
            return true;
        }
    }

    /// <summary>Whether a file could not be opened because another program has locked it.</summary>
    public static bool IsHeld(IOException e) => e.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharingViolation;

    public void Dispose()
    {
        if (!vanishes)
        {
            Write([]);
        }

        held.Dispose();
    }

    private static FileStream Open(string path, FileMode mode, FileOptions options) =>
        new(path, mode, FileAccess.ReadWrite, Share, 0, options);

    private void Sign(LockHolder holder) => Write(JsonSerializer.SerializeToUtf8Bytes(holder, LockHolderJson.Default.LockHolder));

    /// <summary>The note is only for messages. If the disk is full, the lock still works.</summary>
    private void Write(ReadOnlySpan<byte> note)
    {
        try
        {
            held.SetLength(0);
            held.Position = 0;
            held.Write(note);
        }
        catch (IOException)
        {
            // Messages then say "another process".
        }
    }
}
