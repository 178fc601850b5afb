using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>Rounds of random plans. Each round has its own seed, the next number.</summary>
internal sealed class SeededRounds<TPlan>
{
    /// <summary>The variable with the seed of the first round; without it, each run has a new seed.</summary>
    private const string SeedVariable = "DATASHARE_MODEL_SEED";

    /// <summary>The variable with the number of rounds.</summary>
    private const string RoundsVariable = "DATASHARE_MODEL_ROUNDS";

    private const int FewRounds = 10;

    /// <summary>The test reports its progress after so many rounds.</summary>
    private const int ManyRounds = 50;

    /// <summary>The time for finding a smaller plan that fails too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public required Func<long, TPlan> Plan { get; init; }

    /// <summary>Runs a plan. Each round has another number.</summary>
    public required Func<TPlan, int, Task> RunAsync { get; init; }

    /// <summary>Starts again after a fault, so that the remains of a failed round do not affect the next.</summary>
    public required Func<Task> RestartAsync { get; init; }

    public required Func<TPlan, IEnumerable<TPlan>> Smaller { get; init; }

    public required Func<TPlan, string> Text { get; init; }

    private int number;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async Task RunAllAsync()
    {
        var first = Number(SeedVariable) ?? Random.Shared.NextInt64(1, 1_000_000_000_000);
        var rounds = Number(RoundsVariable) ?? FewRounds;
        Tell($"{rounds} rounds, {SeedVariable}={first}");
        for (var seed = first; seed < first + rounds; seed++)
        {
            var plan = Plan(seed);
            if (await FaultAsync(plan) is { } fault)
            {
                var (smallest, its) = await SmallestAsync(plan, fault);
                Assert.Fail(
                    $"Round {seed - first + 1} of {rounds}. To repeat it, set {SeedVariable}={seed} {RoundsVariable}=1\n\n"
                    + $"{its}\n\nThe smallest plan that was found to fail:\n{Text(smallest)}\nThe round failed with:\n{string.Join('\n', fault.Split('\n').Take(30))}");
            }

            if ((seed - first + 1) % ManyRounds == 0)
            {
                Tell($"{seed - first + 1} rounds without a difference, {SeedVariable}={first}");
            }
        }

        Tell($"{rounds} rounds without a difference, {SeedVariable}={first}");
    }

    /// <summary>Writes to the test's output, and to the console for a person who waits for many rounds.</summary>
    private static void Tell(string text)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        Console.WriteLine(text);
    }

    private static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Null if the plan passes.</summary>
    private async Task<string?> FaultAsync(TPlan plan)
    {
        var fault = await TryAsync(plan);
        if (fault is not null)
        {
            await RestartAsync();
        }

        return fault;
    }

    private async Task<string?> TryAsync(TPlan plan)
    {
        try
        {
            await RunAsync(plan, ++number);
            return null;
        }
        catch (ModelDifferenceException difference)
        {
            return difference.Message;
        }
        catch (Exception fault) when (!Stop.IsCancellationRequested)
        {
            return fault.ToString();
        }
    }

    private async Task<(TPlan Plan, string Fault)> SmallestAsync(TPlan plan, string fault)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var isSmaller = true; isSmaller;)
        {
            isSmaller = false;
            foreach (var smaller in Smaller(plan).TakeWhile(_ => Stopwatch.GetElapsedTime(begun) < Patience))
            {
                if (await FaultAsync(smaller) is { } its)
                {
                    (plan, fault, isSmaller) = (smaller, its, true);
                    break;
                }
            }
        }

        return (plan, fault);
    }
}
