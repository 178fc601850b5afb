using System.Text.Json;

namespace DataShare.Warehouse;

/// <summary>
/// A file, shared by all processes of a workspace, that records since when the server is down. It is for people, and decides
/// only how long to keep trying. If it cannot be written, this does no harm.
/// </summary>
internal sealed class Outages(string? file, TimeProvider time)
{
    private volatile bool isAway;
    private volatile bool hasReached;

    /// <summary>Another process's record counts until this process has reached the server itself.</summary>
    public bool IsNoted => isAway || (!hasReached && file is not null && File.Exists(file));

    /// <summary>Records the first failure. Later failures do not change it.</summary>
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
            // The failure itself is reported anyway.
        }
    }
}
