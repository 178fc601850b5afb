using System.Diagnostics;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>Waits for the effect of another process.</summary>
public static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, TimeSpan within, Func<string> otherwise)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < within, $"Not within {within}: {otherwise()}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
