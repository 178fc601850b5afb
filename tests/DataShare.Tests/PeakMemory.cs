using System.Globalization;

namespace DataShare.Tests;

/// <summary>
/// How much more memory this process comes to have, the library's included: the collector knows only its own. Other tests must
/// not run beside the measured one.
/// </summary>
internal sealed class PeakMemory
{
    private const string Status = "/proc/self/status";

    private readonly long before;

    public PeakMemory()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (IsKnown)
        {
            // Forgets the peak there has been.
            File.WriteAllText("/proc/self/clear_refs", "5");
            before = Read("VmRSS:");
        }
    }

    /// <summary>Other systems than Linux do not forget a peak.</summary>
    private static bool IsKnown => OperatingSystem.IsLinux();

    /// <summary>Bytes in memory at the peak so far, less those there were before; the system counts both in rough steps.</summary>
    public long Bytes => IsKnown ? Math.Max(0, Read("VmHWM:") - before) : 0;

    private static long Read(string name)
    {
        var line = File.ReadLines(Status).First(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length, line.Length - name.Length - "kB".Length), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) << 10;
    }
}
