using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>
/// Random contracts and files, loaded by an engine or several, against a model that computes row by row what the
/// documentation says. Each round has a seed of its own, the next number.
/// </summary>
public abstract class ModelTests(params TestEngine[] engines) : IAsyncLifetime
{
    /// <summary>The seed of the first round; a new one each time when it is not set.</summary>
    private const string SeedVariable = "DATASHARE_MODEL_SEED";

    /// <summary>How many rounds there are.</summary>
    private const string RoundsVariable = "DATASHARE_MODEL_ROUNDS";

    /// <summary>
    /// How many commits are loaded in one transaction at most, for a server that only speaks like SQL Server and cannot take
    /// as many merges as a real one.
    /// </summary>
    private const string CommitsVariable = "DATASHARE_MODEL_COMMITS";

    private const int FewRounds = 20;

    /// <summary>After so many it is told how far the test is.</summary>
    private const int ManyRounds = 50;

    /// <summary>What is spent on finding a smaller plan that fails, too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ModelLake lake = new();
    private readonly IReadOnlyList<EngineUnderTest> tested = [.. engines.Select(e => new EngineUnderTest(e))];
    private int datasets;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        try
        {
            foreach (var engine in tested)
            {
                await engine.StartAsync(lake.Folder, Stop);
            }
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
        var names = await KeptNamesAsync();
        Tell($"{rounds} rounds, {SeedVariable}={first}");
        for (var seed = first; seed < first + rounds; seed++)
        {
            var plan = ModelGen.Plan(seed, names, (int)(Number(CommitsVariable) ?? int.MaxValue));
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
            foreach (var engine in tested)
            {
                await engine.DisposeAsync();
            }
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

    /// <summary>Null when all is as it should be.</summary>
    private async Task<string?> FaultAsync(ModelPlan plan)
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

    private async Task<HashSet<string>> KeptNamesAsync()
    {
        var kept = ColumnNames.Odd.ToHashSet(StringComparer.Ordinal);
        foreach (var engine in tested)
        {
            kept.IntersectWith(await engine.KeptNamesAsync(Stop));
        }

        return kept;
    }
}

public sealed class DuckDbModelTests() : ModelTests(new DuckDbEngine());

public sealed class SqlServerModelTests() : ModelTests(new SqlServerEngine());

/// <summary>The two engines against the model and against each other, from one lake.</summary>
public sealed class BothEnginesModelTests() : ModelTests(new DuckDbEngine(), new SqlServerEngine());
