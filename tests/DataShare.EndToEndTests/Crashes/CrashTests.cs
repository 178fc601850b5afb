using System.Text.RegularExpressions;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>
/// The program is killed after each of its steps and started again. Unlike an exception, a kill leaves everything that the
/// code would tidy up on its way out.
/// </summary>
public sealed partial class CrashTests(CrashRuns runs) : IClassFixture<CrashRuns>
{
    public static TheoryData<string> Scenarios => [.. CrashScenario.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task After_a_kill_at_any_step_nothing_is_lost_and_nothing_is_there_twice(string name)
    {
        var run = await runs.OfAsync(name);
        var seed = Random.Shared.Next();
        foreach (var step in await runs.StepsToKillAtAsync(run, new Random(seed)))
        {
            using var workspace = run.Start.Copy();
            var crash = await run.Scenario.BeginAsync(workspace, step);
            Assert.True(crash.ExitCode == CrashWorkspace.Killed, $"{step} killed nothing (seed {seed}): {crash}");

            await run.Scenario.FinishAsync(workspace);

            Assert.Equal($"{step}\n{string.Join('\n', run.End)}", $"{step}\n{string.Join('\n', workspace.State())}");
        }
    }

    [Fact]
    public async Task Every_step_in_the_code_is_one_of_those_that_a_test_kills_at()
    {
        var killed = new HashSet<string>();
        foreach (var scenario in CrashScenario.All)
        {
            killed.UnionWith((await runs.OfAsync(scenario.Name)).Steps.Select(CrashRuns.NameOf));
        }

        var steps = Repository.Sources("producers", "lake", "warehouse", "consumers")
            .SelectMany(f => StepInCode().Matches(File.ReadAllText(f)))
            .Select(m => m.Groups["step"].Value.Replace("{read}", "readings", StringComparison.Ordinal))
            .ToHashSet();

        Assert.NotEmpty(steps);
        Assert.Empty(steps.Except(killed));
    }

    [GeneratedRegex("""border(\?\.Invoke)?\(\$?"(?<step>[^"]+)"\)""", RegexOptions.IgnoreCase)]
    private static partial Regex StepInCode();
}
