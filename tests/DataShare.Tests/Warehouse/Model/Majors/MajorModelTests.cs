using System.Globalization;
using Xunit;

namespace DataShare.Tests.Warehouse.Model.Majors;

/// <summary>
/// Random histories under two and three majors, in every write mode, with rows mapped in both directions, one or none. Compares the
/// views of every major, and all batches of a consumer of each, with a model that is computed from commits alone.
/// </summary>
public abstract class MajorModelTests(Func<TestEngine> engine) : IAsyncLifetime
{
    private readonly WarehouseLake lake = new();
    private EngineUnderTest tested = null!;

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
    public Task Shows_the_same_as_the_model_in_every_major_after_random_commits() => new SeededRounds<MajorPlan>
    {
        Plan = MajorGen.Plan,
        RunAsync = (plan, number) => new MajorRound(plan, $"n{number.ToString(CultureInfo.InvariantCulture)}", lake, tested, Stop).RunAsync(),
        RestartAsync = async () =>
        {
            await tested.DisposeAsync();
            await StartAsync();
        },
        Smaller = SmallerMajorPlans.Of,
        Text = MajorPlanText.Of,
    }.RunAllAsync();

    public async ValueTask DisposeAsync()
    {
        try
        {
            await tested.DisposeAsync();
        }
        finally
        {
            lake.Dispose();
            GC.SuppressFinalize(this);
        }
    }

    private async Task StartAsync()
    {
        tested = new EngineUnderTest(engine());
        await tested.StartAsync(Stop);
    }
}

public sealed class DuckDbMajorModelTests() : MajorModelTests(() => new DuckDbEngine());

public sealed class SqlServerMajorModelTests() : MajorModelTests(() => new SqlServerEngine());
