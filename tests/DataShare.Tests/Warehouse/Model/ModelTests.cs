using System.Globalization;
using Xunit;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>
/// Random contracts and files, loaded by one or more engines, and compared with a model that computes the documented results row
/// by row.
/// </summary>
public abstract class ModelTests(params Func<TestEngine>[] engines) : IAsyncLifetime
{
    private readonly ModelLake lake = new();
    private IReadOnlyList<EngineUnderTest> tested = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        try
        {
            await StartAsync();
        }
        catch
        {
            // A test that did not begin, such as a skipped one, is not disposed.
            lake.Dispose();
            throw;
        }
    }

    [Fact]
    public async Task Has_the_same_rows_as_the_model_after_random_files_under_random_contracts()
    {
        var limits = EngineLimits.Of([.. await Task.WhenAll(tested.Select(e => e.LimitsAsync(Stop)))]);
        await new SeededRounds<ModelPlan>
        {
            Plan = seed => ModelGen.Plan(seed, limits),
            RunAsync = (plan, number) => new ModelRound(plan, $"m{number.ToString(CultureInfo.InvariantCulture)}", lake, tested, Stop).RunAsync(),
            RestartAsync = async () =>
            {
                await EndAsync();
                await StartAsync();
            },
            Smaller = SmallerPlans.Of,
            Text = PlanText.Of,
        }.RunAllAsync();
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

/// <summary>Compares both engines with the model and with each other, from one lake.</summary>
public sealed class BothEnginesModelTests() : ModelTests(() => new DuckDbEngine(), () => new SqlServerEngine());
