using DataShare.Lake;

namespace DataShare.Tests.Producers;

/// <summary>Ends a verb at a border, as if its process were killed there.</summary>
public sealed class SimulatedCrashException : Exception
{
    /// <summary>Ends the verb at its n-th border, from 1.</summary>
    internal static StepBorder At(int border)
    {
        var seen = 0;
        return _ =>
        {
            if (Interlocked.Increment(ref seen) == border)
            {
                throw new SimulatedCrashException();
            }
        };
    }

    internal static StepBorder At(string border) => step =>
    {
        if (step == border)
        {
            throw new SimulatedCrashException();
        }
    };
}
