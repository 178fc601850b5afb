using System.Globalization;
using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

/// <summary>
/// How much memory DuckDB may use. It works on vectors of 2,048 values, and what one of them holds it cannot put aside: of
/// values of megabytes there are more than fits by default. So where nobody has set a limit, a step that ran out of memory
/// gets twice as much for its next try, up to half of the machine's.
/// </summary>
internal sealed class DuckDbMemory
{
    /// <summary>A thread fills row groups of its own: with less, a load of wide rows runs out of memory.</summary>
    private const int MegabytesOfThread = 128;

    private const int LeastMegabytes = 256;
    private const int BytesOfMegabyte = 1_000_000;

    private readonly WarehouseOptions options;
    private readonly ILogger logger;
    private readonly long most;
    private readonly long first;
    private long megabytes;

    /// <param name="available">Bytes of the machine, or of the part of it that this process may use.</param>
    public DuckDbMemory(WarehouseOptions options, ILogger logger, long available)
    {
        (this.options, this.logger) = (options, logger);
        Threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        first = megabytes = Math.Max(LeastMegabytes, MegabytesOfThread * Threads);
        most = options.MemoryLimit is null ? available / 2 / BytesOfMegabyte : 0;
    }

    public DuckDbMemory(WarehouseOptions options, ILogger logger)
        : this(options, logger, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
    {
    }

    public int Threads { get; }

    /// <summary>As DuckDB takes it.</summary>
    public string Limit => options.MemoryLimit ?? Text(Megabytes);

    public long Megabytes => Interlocked.Read(ref megabytes);

    public bool IsRaised => Megabytes > first;

    /// <summary>After a step ran out of memory.</summary>
    /// <param name="doing">The step.</param>
    /// <param name="tried">What the limit was when it began.</param>
    /// <returns>Whether it has more when it is tried again.</returns>
    public bool MakeRoom(string doing, long tried)
    {
        var more = Math.Min(tried * 2, most);
        if (Megabytes > tried)
        {
            return true;
        }

        if (more <= tried)
        {
            return false;
        }

        if (Interlocked.CompareExchange(ref megabytes, more, tried) == tried)
        {
            logger.MemoryRaised(doing, Text(tried), Text(more));
        }

        return true;
    }

    /// <summary>What somebody can do about a step that ran out of memory for good.</summary>
    public string Advice => options.MemoryLimit is { } set
        ? $"Raise DataShare:Warehouse:MemoryLimit, which is {set}, or remove it: then the limit grows up to half of the machine's memory."
        : $"It had {Limit}, and DataShare by itself uses at most half of the machine's memory: set a larger DataShare:Warehouse:MemoryLimit, or use a larger machine.";

    private static string Text(long megabytes) => string.Create(CultureInfo.InvariantCulture, $"{megabytes}MB");
}
