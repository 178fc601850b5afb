using Microsoft.Extensions.Logging;

namespace DataShare.Lake;

/// <summary>
/// The scope that every log line about loads is in: who looks for a load id finds all that was written about it.
/// </summary>
public static class LoadScope
{
    public static IDisposable? BeginLoad(this ILogger logger, LoadId load) =>
        logger.BeginScope(new KeyValuePair<string, object>[] { new("LoadId", load.Value) });

    /// <summary>For what is done to several loads at once; all of them are named.</summary>
    public static IDisposable? BeginLoads(this ILogger logger, IEnumerable<LoadId> loads)
    {
        var all = loads.Distinct().ToList();
        return all is [var one]
            ? logger.BeginLoad(one)
            : logger.BeginScope(new KeyValuePair<string, object>[] { new("LoadIds", string.Join(", ", all)) });
    }
}
