using System.Globalization;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>Runs commands, and kills some of them at a random step. The same command then runs again, until it ends by itself.</summary>
public sealed class ChainCommands(ChainWorkspace workspace, Random random, Action afterEach)
{
    private const string Prefix = "step: ";

    /// <summary>The first kill of each command is at a step that it always has. Its other steps are learned when it runs.</summary>
    private static readonly Dictionary<string, string> FirstKills = new()
    {
        ["ingest"] = "committed",
        ["consume"] = "run started",
        ["rebuild"] = "tables replaced",
        ["move"] = "consumers paused",
        ["backup"] = "warehouse backed up",
        ["restore"] = "lake restored",
    };

    /// <summary>The commands that are killed at least once.</summary>
    public static IReadOnlyList<string> Killed { get; } = [.. FirstKills.Keys];

    private readonly Dictionary<string, HashSet<string>> steps = FirstKills.Keys.ToDictionary(k => k, _ => new HashSet<string>());
    private readonly List<string> told = [];

    /// <summary>How often each command was killed.</summary>
    public Dictionary<string, int> Kills { get; } = [];

    /// <summary>The last commands, for the message of a failure.</summary>
    public string Told => string.Join('\n', told.TakeLast(60));

    public void Tell(string what) => told.Add(what);

    /// <summary>Runs a command to its end, after some kills.</summary>
    public async Task<ProgramResult> RunAsync(params string[] arguments)
    {
        while (await KillAsync(arguments))
        {
        }

        return await RunOnceAsync(arguments);
    }

    /// <summary>Runs a command to its end, which must be a good one.</summary>
    public async Task<ProgramResult> ExpectAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.True(result.ExitCode == 0, $"datashare {string.Join(' ', arguments)}: {result}");
        return result;
    }

    /// <summary>Runs a command without a kill, and learns its steps.</summary>
    public async Task<ProgramResult> RunOnceAsync(params string[] arguments)
    {
        var result = await CallAsync("?", arguments);
        var lines = result.Error.Split('\n').Where(l => l.StartsWith(Prefix, StringComparison.Ordinal)).Select(l => l[Prefix.Length..]).ToList();
        steps.GetValueOrDefault(arguments[0])?.UnionWith(lines.CountBy(l => l).SelectMany(s => Enumerable.Range(1, s.Value).Select(n => string.Create(CultureInfo.InvariantCulture, $"{s.Key}:{n}"))));
        return result;
    }

    /// <summary>Perhaps runs a command until it is killed.</summary>
    /// <returns>Whether it was killed.</returns>
    public async Task<bool> KillAsync(params string[] arguments)
    {
        var isFirst = Kills.GetValueOrDefault(arguments[0]) == 0;
        if (!steps.TryGetValue(arguments[0], out var known) || (!isFirst && (known.Count == 0 || random.Next(4) > 0)))
        {
            return false;
        }

        var step = isFirst ? FirstKills[arguments[0]] : known.Order(StringComparer.Ordinal).ElementAt(random.Next(known.Count));
        var result = await CallAsync(step, arguments);
        var isKilled = result.ExitCode == CrashWorkspace.Killed;
        Kills[arguments[0]] = Kills.GetValueOrDefault(arguments[0]) + (isKilled ? 1 : 0);
        return isKilled;
    }

    private async Task<ProgramResult> CallAsync(string crashAt, string[] arguments)
    {
        var result = await workspace.RunAsync(crashAt, arguments);
        Tell($"datashare {string.Join(' ', arguments)} [{crashAt}]: {result.ExitCode}");
        afterEach();
        return result;
    }
}
