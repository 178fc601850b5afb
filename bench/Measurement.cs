using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace DataShare.Bench;

/// <param name="Pairs">Pairs that count; one more runs first as a warm-up.</param>
/// <param name="SqlServer">Connection string of a server to measure on; null if there is none.</param>
internal sealed record BenchOptions(
    IReadOnlyList<string> Marks, long Rows, int Files, int Commits, int Datasets, int Pairs, string? Folder, string? Results, string? SqlServer);

/// <summary>The same work done in two ways, which are measured in turn.</summary>
internal interface IMark
{
    string Name { get; }

    /// <summary>The work, and what it is compared with.</summary>
    string Description { get; }

    /// <summary>The highest ratio that counts as reached.</summary>
    double Limit { get; }

    /// <summary>A sentence about other measurements than the time; null if there are none.</summary>
    string? Note => null;

    /// <summary>Creates the files that both sides start from. Not measured.</summary>
    Task PrepareAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Runs our side once, in an empty folder, and returns the time of the work.</summary>
    Task<TimeSpan> OursAsync(CancellationToken cancellationToken);

    /// <summary>Runs the other side once.</summary>
    Task<TimeSpan> OtherAsync(CancellationToken cancellationToken);
}

/// <summary>Measures marks A B A B … and prints the medians.</summary>
internal static class Measurement
{
    public static async Task<int> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var folder = options.Folder ?? Directory.CreateTempSubdirectory("datashare-bench-").FullName;
        var table = new StringBuilder()
            .AppendLine("| mark | ours, median s | other, median s | ratio, median (min–max) | to reach |")
            .AppendLine("|---|---|---|---|---|");
        var notes = new List<string>();
        try
        {
            foreach (var mark in All(options).Where(m => options.Marks.Count == 0 || options.Marks.Contains(m.Name)))
            {
                var place = Path.Combine(folder, mark.Name);
                Directory.CreateDirectory(place);
                table.AppendLine(await MeasureAsync(mark, place, options.Pairs, cancellationToken));
                notes.AddRange(mark.Note is { } note ? [note] : Array.Empty<string>());
                Directory.Delete(place, recursive: true);
            }
        }
        finally
        {
            if (options.Folder is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, {options.Rows:N0} rows, {options.Pairs} pairs\n\n{table}{string.Concat(notes.Select(n => $"\n{n}\n"))}");
        Console.WriteLine(text);
        if (options.Results is { } file)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            await File.WriteAllTextAsync(file, text, cancellationToken);
        }

        return 0;
    }

    private static IReadOnlyList<IMark> All(BenchOptions options) =>
    [
        new CsvDropMark(options.Rows),
        new ParquetDropMark(options.Rows),
        new CsvScaleMark(options.Rows),
        new SmallFilesMark(options.Files),
        new PollingMark(options.Commits),
        new ManyDatasetsMark(options.Datasets),
        new IdleCommandMark("ingest", options.Datasets, TimeSpan.FromSeconds(2)),
        new IdleCommandMark("status", options.Datasets, TimeSpan.FromSeconds(1)),
        new IdleServiceMark(options.Datasets, Math.Min(options.Datasets, 50)),
        .. options.SqlServer is { } server
            ? [new SqlServerLoadMark(options.Rows, server), new SqlServerMergeMark(options.Rows, server)]
            : Array.Empty<IMark>(),
    ];

    private static async Task<string> MeasureAsync(IMark mark, string place, int pairs, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"{mark.Name}: {mark.Description}");
        await mark.PrepareAsync(place, cancellationToken);
        var ours = new List<double>();
        var others = new List<double>();
        for (var pair = 0; pair <= pairs; pair++)
        {
            var a = await mark.OursAsync(cancellationToken);
            var b = await mark.OtherAsync(cancellationToken);
            if (pair == 0)
            {
                continue;
            }

            ours.Add(a.TotalSeconds);
            others.Add(b.TotalSeconds);
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"  {a.TotalSeconds:0.000} s against {b.TotalSeconds:0.000} s"));
        }

        var ratios = ours.Zip(others, (a, b) => a / b).Order().ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {mark.Name} | {Median(ours):0.000} | {Median(others):0.000} | {Median(ratios):0.00} ({ratios[0]:0.00}–{ratios[^1]:0.00}) | ≤ {mark.Limit:0.00} |");
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1
            ? sorted[sorted.Count / 2]
            : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>How long the work takes.</summary>
    public static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started);
    }
}
