using DataShare.Jobs;
using DataShare.Warehouse;
using Xunit;

namespace DataShare.Tests.Scheduling;

public sealed class SchedulerOptionsTests
{
    [Fact]
    public void A_schedule_is_shared_only_if_the_setting_is_on() => Assert.False(new DataShareOptions().Scheduler.Clustered);

    [Fact]
    public void A_shared_schedule_on_the_embedded_warehouse_is_a_problem_that_names_both_settings()
    {
        var problem = Assert.Single(Problems(WarehouseEngine.DuckDb));

        Assert.Contains("DataShare:Scheduler:Clustered", problem, StringComparison.Ordinal);
        Assert.Contains("DataShare:Warehouse:Engine", problem, StringComparison.Ordinal);
        Assert.Contains("SqlServer", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shared_schedule_on_SQL_Server_is_no_problem() => Assert.Empty(Problems(WarehouseEngine.SqlServer));

    private static IEnumerable<string> Problems(WarehouseEngine engine)
    {
        var options = new DataShareOptions
        {
            Scheduler = { Clustered = true },
            Warehouse = { Engine = engine, ConnectionString = "Server=db;Database=share" },
        };
        options.Locate(AppContext.BaseDirectory);
        return new DataShareOptionsValidator().Validate(DataShareOptions.Section, options).Failures ?? [];
    }
}
