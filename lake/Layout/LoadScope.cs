using Microsoft.Extensions.Logging;

namespace DataShare.Lake;

/// <summary>The scope of every log line about loads, so that a search for a load id finds all its lines.</summary>
public static class LoadScope
{
    public static IDisposable? BeginLoad(this ILogger logger, LoadId load) =>
        logger.BeginScope(new KeyValuePair<string, object>[] { new("LoadId", load.Value) });

    /// <summary>A scope for work on several loads at once; it names all of them.</summary>
    public static IDisposable? BeginLoads(this ILogger logger, IEnumerable<LoadId> loads)
    {
        var all = loads.Distinct().ToList();
        return all is [var one]
            ? logger.BeginLoad(one)
            : logger.BeginScope(new KeyValuePair<string, object>[] { new("LoadIds", string.Join(", ", all)) });
    }
}
