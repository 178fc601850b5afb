using System.Text.Json;

namespace DataShare.Warehouse;

/// <summary>
/// A note, in a file that all processes of a workspace share, since when the server is away. It is for people alone:
/// nothing is decided by it but how long to keep trying, and a note that cannot be written harms nobody.
/// </summary>
internal sealed class Outages(string? file, TimeProvider time)
{
    private volatile bool isAway;
    private volatile bool hasReached;

    /// <summary>Somebody else's note counts until this process has reached the server itself.</summary>
    public bool IsNoted => isAway || (!hasReached && file is not null && File.Exists(file));

    /// <summary>Keeps the first time: who notices later changes nothing.</summary>
    public void Begin(string reason)
    {
        (isAway, hasReached) = (true, false);
        if (file is null || File.Exists(file))
        {
            return;
        }

        Quietly(() =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var own = $"{file}.{Environment.ProcessId}";
            File.WriteAllText(own, JsonSerializer.Serialize(new Outage(time.GetUtcNow(), reason)));
            File.Move(own, file, overwrite: true);
        });
    }

    public void End()
    {
        (isAway, hasReached) = (false, true);
        if (file is not null && File.Exists(file))
        {
            Quietly(() => File.Delete(file));
        }
    }

    private static void Quietly(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The failure that is being noted is told anyway.
        }
    }
}
