using System.Collections.Concurrent;
using System.Globalization;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>A scenario that nothing disturbed.</summary>
/// <param name="Start">The workspace before the command.</param>
/// <param name="Steps">
/// The steps of the command, as the crash switch takes them: of a step that is done many times, the last time and the first.
/// </param>
/// <param name="End">The state after it.</param>
public sealed record CrashRun(CrashScenario Scenario, CrashWorkspace Start, IReadOnlyList<string> Steps, IReadOnlyList<string> End);

/// <summary>Runs each scenario once without a crash.</summary>
public sealed class CrashRuns : IDisposable
{
    private const string Prefix = "step: ";

    private const int Others = 1;

    private readonly ConcurrentDictionary<string, Lazy<Task<CrashRun>>> runs = new();

    public Task<CrashRun> OfAsync(string scenario) =>
        runs.GetOrAdd(scenario, name => new Lazy<Task<CrashRun>>(() => RunAsync(CrashScenario.All.Single(s => s.Name == name)))).Value;

    /// <summary>
    /// The steps to kill the scenario at: those that no scenario before it has, and some others by chance. All of all scenarios
    /// would take too long for each build.
    /// </summary>
    public async Task<IReadOnlyList<string>> StepsToKillAtAsync(CrashRun run, Random random)
    {
        var before = new HashSet<string>();
        foreach (var earlier in CrashScenario.All.TakeWhile(s => s != run.Scenario))
        {
            before.UnionWith((await OfAsync(earlier.Name)).Steps.Select(NameOf));
        }

        var own = run.Steps.Where(s => !before.Contains(NameOf(s)));
        var others = run.Steps.Except(own.DistinctBy(NameOf)).ToArray();
        random.Shuffle(others);
        return [.. own.DistinctBy(NameOf), .. others.Take(Others)];
    }

    /// <summary>The name of a step, without the number of times that it is done.</summary>
    public static string NameOf(string step) => step.Split(':')[0];

    public void Dispose()
    {
        foreach (var run in runs.Values.Where(r => r.Value.IsCompletedSuccessfully))
        {
            run.Value.Result.Start.Dispose();
        }
    }

    private static async Task<CrashRun> RunAsync(CrashScenario scenario)
    {
        var start = new CrashWorkspace();
        await scenario.PrepareAsync(start);
        using var workspace = start.Copy();
        var result = await scenario.BeginAsync(workspace, "?");
        var names = result.Error.Split('\n').Where(l => l.StartsWith(Prefix, StringComparison.Ordinal)).Select(l => l[Prefix.Length..]).ToList();
        Assert.SkipWhen(names.Count == 0 && result.ExitCode is 0 or 3, "Needs a debug build of the program, which has the crash switch.");
        Assert.True(result.ExitCode is 0 or 1 or 3 && names.Count > 0, result.ToString());
        await scenario.FinishAsync(workspace);
        return new CrashRun(scenario, start, [.. names.CountBy(n => n).SelectMany(LastAndFirst)], workspace.State());
    }

    private static IEnumerable<string> LastAndFirst(KeyValuePair<string, int> step) =>
        new[] { step.Value, 1 }.Distinct().Select(time => string.Create(CultureInfo.InvariantCulture, $"{step.Key}:{time}"));
}
