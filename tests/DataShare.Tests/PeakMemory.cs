using System.Globalization;

namespace DataShare.Tests;

/// <summary>
/// Measures the growth of this process's memory, including native memory, which the garbage collector does not know. No other
/// test may run at the same time.
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
            // Resets the peak.
            File.WriteAllText("/proc/self/clear_refs", "5");
            before = Read("VmRSS:");
        }
    }

    /// <summary>Only Linux can reset the peak.</summary>
    private static bool IsKnown => OperatingSystem.IsLinux();

    /// <summary>The bytes at the peak so far, minus the bytes before. The system counts both in coarse steps.</summary>
    public long Bytes => IsKnown ? Math.Max(0, Read("VmHWM:") - before) : 0;

    private static long Read(string name)
    {
        var line = File.ReadLines(Status).First(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length, line.Length - name.Length - "kB".Length), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) << 10;
    }
}
