#if DEBUG
using System.Diagnostics;
using System.Globalization;
#endif
using DataShare.Lake;

namespace DataShare.Jobs;

/// <summary>
/// Kills this process after a step, so that a test sees what a crash leaves. An exception in a test would not do: what the
/// code tidies up on the way out would be tidied up. Only debug builds have the switch.
/// </summary>
internal static class CrashSwitch
{
    /// <summary>
    /// The environment variable. <c>staged:2</c> kills the process when it has finished the step <c>staged</c> for the second
    /// time. <c>?</c> kills nothing, and writes the name of each finished step to standard error.
    /// </summary>
    private const string Variable = "DATASHARE_CRASH_AT";

    /// <summary>Null if nothing is to be killed.</summary>
    public static StepBorder? Border { get; } = Read();

    private static StepBorder? Read()
    {
#if DEBUG
        return Environment.GetEnvironmentVariable(Variable) switch
        {
            null or "" => null,
            "?" => step => Console.Error.WriteLine($"step: {step}"),
            var at => KillAt(at),
        };
#else
        return null;
#endif
    }

#if DEBUG
    private static StepBorder KillAt(string at)
    {
        var (step, time) = at.Split(':') is [var name, var number] ? (name, int.Parse(number, CultureInfo.InvariantCulture)) : (at, 1);
        var seen = 0;
        return finished =>
        {
            if (finished == step && Interlocked.Increment(ref seen) == time)
            {
                using var self = Process.GetCurrentProcess();
                self.Kill();
                // The signal may arrive a little later. Nothing must happen until then.
                Thread.Sleep(Timeout.Infinite);
            }
        };
    }
#endif
}
