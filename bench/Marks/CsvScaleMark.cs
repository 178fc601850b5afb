using System.Diagnostics;
using System.Globalization;

namespace DataShare.Bench;

/// <summary>
/// A CSV drop with four times the rows, against the same drop with the rows once. Each runs in its own process, so that
/// its peak memory can be measured.
/// </summary>
internal sealed class CsvScaleMark(long rows) : IMark
{
    private const int Times = 4;

    private string folder = "";
    private long peakOurs;
    private long peakOther;

    public string Name => "csv-scale";

    public string Description => $"CSV drop with {Times} times the rows, against the same drop with the rows once; memory in MiB";

    public double Limit => 4.2;

    public string? Note => string.Create(
        CultureInfo.InvariantCulture,
        $"csv-scale: peak memory {peakOurs >> 20} MiB with {Times} times the rows, {peakOther >> 20} MiB with them once; ratio {peakOurs / (double)Math.Max(1, peakOther):0.00}, to reach ≤ 1.10 and ≤ 512 MiB.");

    public Task PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        this.folder = folder;
        OrdersFile.Write(Csv(rows), rows, seed: 1);
        OrdersFile.Write(Csv(rows * Times), rows * Times, seed: 1);
        return Task.CompletedTask;
    }

    public async Task<TimeSpan> OursAsync(CancellationToken cancellationToken)
    {
        var (time, peak) = await RunAsync(rows * Times, cancellationToken);
        peakOurs = Math.Max(peakOurs, peak);
        return time;
    }

    public async Task<TimeSpan> OtherAsync(CancellationToken cancellationToken)
    {
        var (time, peak) = await RunAsync(rows, cancellationToken);
        peakOther = Math.Max(peakOther, peak);
        return time;
    }

    /// <summary>Runs in the other process: one drop, then a line with its time and its peak memory.</summary>
    public static async Task<int> OnceAsync(string csv, long rows, CancellationToken cancellationToken)
    {
        using var workspace = new BenchWorkspace(Path.Combine(Path.GetDirectoryName(csv)!, "once"));
        Lake.DurableFiles.TryLink(csv, Path.Combine(workspace.Inbox, "orders.csv"));
        var time = await Measurement.TimeAsync(() => workspace.RunAsync(rows, cancellationToken));
        using var self = Process.GetCurrentProcess();
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{time.Ticks} {self.PeakWorkingSet64}"));
        return 0;
    }

    private string Csv(long count) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"orders-{count}.csv"));

    private async Task<(TimeSpan Time, long Peak)> RunAsync(long count, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var argument in new[] { "once", Csv(count), "--rows", count.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 && output.Trim().Split(' ') is [var ticks, var peak]
            ? (TimeSpan.FromTicks(long.Parse(ticks, CultureInfo.InvariantCulture)), long.Parse(peak, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"The drop of {count} rows ended with {process.ExitCode}: {output}");
    }
}
