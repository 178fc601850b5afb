using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>
/// Random contracts and files, loaded by an engine or several, against a model that computes row by row what the
/// documentation says. Each round has a seed of its own, the next number.
/// </summary>
public abstract class ModelTests(params Func<TestEngine>[] engines) : IAsyncLifetime
{
    /// <summary>The seed of the first round; a new one each time when it is not set.</summary>
    private const string SeedVariable = "DATASHARE_MODEL_SEED";

    /// <summary>How many rounds there are.</summary>
    private const string RoundsVariable = "DATASHARE_MODEL_ROUNDS";

    private const int FewRounds = 20;

    /// <summary>After so many it is told how far the test is.</summary>
    private const int ManyRounds = 50;

    /// <summary>What is spent on finding a smaller plan that fails, too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ModelLake lake = new();
    private IReadOnlyList<EngineUnderTest> tested = [];
    private int datasets;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        try
        {
            await StartAsync();
        }
        catch
        {
            // A test that does not begin, such as a skipped one, is not ended either.
            lake.Dispose();
            throw;
        }
    }

    [Fact]
    public async Task Has_what_the_model_has_after_random_files_under_random_contracts()
    {
        var first = Number(SeedVariable) ?? Random.Shared.NextInt64(1, 1_000_000_000_000);
        var rounds = Number(RoundsVariable) ?? FewRounds;
        var limits = EngineLimits.Of([.. await Task.WhenAll(tested.Select(e => e.LimitsAsync(Stop)))]);
        Tell($"{rounds} rounds, {SeedVariable}={first}");
        for (var seed = first; seed < first + rounds; seed++)
        {
            var plan = ModelGen.Plan(seed, limits);
            if (await FaultAsync(plan) is { } fault)
            {
                var (smallest, its) = await SmallestAsync(plan, fault);
                Assert.Fail(
                    $"Round {seed - first + 1} of {rounds}. To repeat it, set {SeedVariable}={seed} {RoundsVariable}=1\n\n"
                    + $"{its}\n\nThe smallest plan that was found to fail:\n{PlanText.Of(smallest)}\nThe round failed with:\n{string.Join('\n', fault.Split('\n').Take(30))}");
            }

            if ((seed - first + 1) % ManyRounds == 0)
            {
                Tell($"{seed - first + 1} rounds without a difference, {SeedVariable}={first}");
            }
        }

        Tell($"{rounds} rounds without a difference, {SeedVariable}={first}");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await EndAsync();
        }
        finally
        {
            lake.Dispose();
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>Into the test's own output, and for who runs very many rounds and waits.</summary>
    private static void Tell(string text)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        Console.WriteLine(text);
    }

    private static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Null when all is as it should be. What a round that failed left behind is not in the way of the next.</summary>
    private async Task<string?> FaultAsync(ModelPlan plan)
    {
        var fault = await RunAsync(plan);
        if (fault is not null)
        {
            await EndAsync();
            await StartAsync();
        }

        return fault;
    }

    private async Task<string?> RunAsync(ModelPlan plan)
    {
        try
        {
            await new ModelRound(plan, $"m{(++datasets).ToString(CultureInfo.InvariantCulture)}", lake, tested, Stop).RunAsync();
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

    private async Task<(ModelPlan Plan, string Fault)> SmallestAsync(ModelPlan plan, string fault)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var isSmaller = true; isSmaller;)
        {
            isSmaller = false;
            foreach (var smaller in SmallerPlans.Of(plan).TakeWhile(_ => Stopwatch.GetElapsedTime(begun) < Patience))
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

    private async Task StartAsync()
    {
        tested = [.. engines.Select(e => new EngineUnderTest(e()))];
        foreach (var engine in tested)
        {
            await engine.StartAsync(Stop);
        }
    }

    private async Task EndAsync()
    {
        foreach (var engine in tested)
        {
            await engine.DisposeAsync();
        }
    }
}

public sealed class DuckDbModelTests() : ModelTests(() => new DuckDbEngine());

public sealed class SqlServerModelTests() : ModelTests(() => new SqlServerEngine());

/// <summary>The two engines against the model and against each other, from one lake.</summary>
public sealed class BothEnginesModelTests() : ModelTests(() => new DuckDbEngine(), () => new SqlServerEngine());
