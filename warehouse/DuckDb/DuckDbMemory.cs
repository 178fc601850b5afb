using System.Globalization;
using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

/// <summary>
/// The memory that DuckDB may use. It works on vectors of 2,048 values and cannot move the values of a vector to disk. With
/// values of megabytes, a vector needs more than the default. So if nobody has set a limit, a step that runs out of memory
/// gets twice as much for its next try, up to half of the machine's memory.
/// </summary>
internal sealed class DuckDbMemory
{
    /// <summary>Each thread fills its own row groups. With less memory, a load of wide rows fails.</summary>
    private const int MegabytesOfThread = 128;

    private const int LeastMegabytes = 256;
    private const int BytesOfMegabyte = 1_000_000;

    private readonly WarehouseOptions options;
    private readonly ILogger logger;
    private readonly long most;
    private readonly long first;
    private long megabytes;

    /// <param name="available">The memory in bytes of the machine, or the part of it that this process may use.</param>
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

    /// <summary>The limit in DuckDB's form.</summary>
    public string Limit => options.MemoryLimit ?? Text(Megabytes);

    public long Megabytes => Interlocked.Read(ref megabytes);

    public bool IsRaised => Megabytes > first;

    /// <summary>Raises the limit after a step ran out of memory.</summary>
    /// <param name="doing">The step.</param>
    /// <param name="tried">The limit when the step began.</param>
    /// <returns>Whether the next try has more memory.</returns>
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

    /// <summary>The advice if a step ran out of memory and cannot get more.</summary>
    public string Advice => options.MemoryLimit is { } set
        ? $"Raise DataShare:Warehouse:MemoryLimit, which is {set}, or remove it: then the limit grows up to half of the machine's memory."
        : $"It had {Limit}, and DataShare by itself uses at most half of the machine's memory: set a larger DataShare:Warehouse:MemoryLimit, or use a larger machine.";

    private static string Text(long megabytes) => string.Create(CultureInfo.InvariantCulture, $"{megabytes}MB");
}
