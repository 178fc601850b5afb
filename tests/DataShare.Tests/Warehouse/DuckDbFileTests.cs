using System.Diagnostics;
using Dapper;
using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Warehouse;
using DuckDB.NET.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace DataShare.Tests.Warehouse;

/// <summary>The database file, which one process at a time can open, and its migrations.</summary>
public sealed class DuckDbFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string File => folder["deep", "warehouse.duckdb"];

    [Fact]
    public async Task Waits_until_another_process_releases_the_file()
    {
        using var warehouse = Open(TimeSpan.FromSeconds(20));
        await warehouse.MigrateAsync(Stop);
        using var other = await HoldAsync("1");

        Assert.Empty((await warehouse.Ledger.NewestAsync(Stop)).Tables);
    }

    [Fact]
    public async Task Names_the_process_that_has_the_file_after_the_wait()
    {
        using var warehouse = Open(TimeSpan.FromMilliseconds(200));
        await warehouse.MigrateAsync(Stop);
        using var other = await HoldAsync("60");

        var busy = await Assert.ThrowsAsync<WarehouseBusyException>(
            async () => await warehouse.Ledger.NewestAsync(Stop));

        Assert.Contains($"process {other.Id} (", busy.Message);
        Assert.Contains("holdfile", busy.Message);
        Assert.Contains("LockTimeout", busy.Message);
    }

    [Fact]
    public async Task Releases_the_file_after_each_use()
    {
        using var warehouse = Open(TimeSpan.Zero);
        await warehouse.MigrateAsync(Stop);
        await using (await warehouse.BeginLoadAsync(DatasetName.Parse("orders"), Stop))
        {
        }

        using var other = await HoldAsync("60");
        Assert.False(other.HasExited);
    }

    [Fact]
    public async Task Begins_a_load_in_a_held_file_after_one_that_was_not_completed()
    {
        using var warehouse = Open(TimeSpan.Zero);
        await using (await warehouse.HoldAsync(Stop))
        {
            for (var load = 0; load < 2; load++)
            {
                await using var transaction = await warehouse.BeginLoadAsync(DatasetName.Parse("orders"), Stop);
                Assert.Empty((await warehouse.Ledger.NewestAsync(Stop)).Tables);
            }
        }

        using var other = await HoldAsync("60");
        Assert.False(other.HasExited);
    }

    [Fact]
    public async Task Migrates_twice_without_harm()
    {
        using (var first = Open(TimeSpan.Zero))
        {
            await first.MigrateAsync(Stop);
            await first.MigrateAsync(Stop);
        }

        using var second = Open(TimeSpan.Zero);
        await second.MigrateAsync(Stop);

        Assert.Equal(Migration.Of("duckdb").Count, Query<int>("select count(*) from datashare.migration"));
    }

    [Fact]
    public async Task Creates_the_warehouse_again_if_its_file_was_moved_away()
    {
        using var warehouse = Open(TimeSpan.Zero);
        await warehouse.MigrateAsync(Stop);
        System.IO.File.Delete(File);

        Assert.Empty((await warehouse.Ledger.NewestAsync(Stop)).Tables);
    }

    [Theory]
    [InlineData("insert into datashare.migration values (9999, '9999_future', 'x', now())", "9999_future")]
    [InlineData("update datashare.migration set checksum = 'other' where number = 1", "0001_ledger")]
    public async Task Refuses_a_warehouse_whose_migrations_it_does_not_know(string change, string migration)
    {
        using (var first = Open(TimeSpan.Zero))
        {
            await first.MigrateAsync(Stop);
        }

        Query<int>(change);
        using var second = Open(TimeSpan.Zero);

        Assert.Contains(migration, (await Assert.ThrowsAsync<WarehouseException>(async () => await second.MigrateAsync(Stop))).Message);
    }

    [Fact]
    public async Task Reports_a_file_that_is_no_warehouse_and_does_not_change_it()
    {
        folder.Write(Path.Combine("deep", "warehouse.duckdb"), new string('x', 10_000));
        using var warehouse = Open(TimeSpan.Zero);

        var refused = await Assert.ThrowsAsync<WarehouseException>(async () => await warehouse.MigrateAsync(Stop));

        Assert.Contains(File, refused.Message);
        Assert.Equal(10_000, new FileInfo(File).Length);
    }

    [Fact]
    public void Names_every_setting_that_is_wrong()
    {
        var options = new WarehouseOptions { Threads = -1, LockTimeout = TimeSpan.FromHours(2), MaxRowsPerTransaction = 0 };

        Assert.Equal(
            ["LockTimeout", "MaxRowsPerTransaction", "DatabaseFile", "Threads"],
            Assert.Throws<WarehouseException>(() => new DuckDbWarehouse(options, TimeProvider.System, NullLogger<DuckDbWarehouse>.Instance))
                .Message.Split(Environment.NewLine).Select(p => p.Split(':')[2].Split(' ')[0]));
    }

    public void Dispose() => folder.Dispose();

    private DuckDbWarehouse Open(TimeSpan lockTimeout) => new(
        new WarehouseOptions { DatabaseFile = File, MemoryLimit = "256MB", Threads = 1, LockTimeout = lockTimeout },
        TimeProvider.System,
        NullLogger<DuckDbWarehouse>.Instance);

    private T? Query<T>(string sql)
    {
        using var connection = new DuckDBConnection($"Data Source={File}");
        connection.Open();
        return connection.ExecuteScalar<T>(sql);
    }

    /// <summary>A process that locks the file like DuckDB, for some seconds.</summary>
    private async Task<Holder> HoldAsync(string seconds)
    {
        var script = folder.Write(
            "holdfile.py",
            """
            import fcntl, sys, time
            f = open(sys.argv[1], 'r+')
            fcntl.lockf(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
            print('held', flush=True)
            time.sleep(float(sys.argv[2]))
            """);
        Assert.SkipUnless(System.IO.File.Exists("/usr/bin/python3"), "Needs /usr/bin/python3 to lock a file in another process.");
        var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script, File, seconds]) { RedirectStandardOutput = true })!;
        Assert.Equal("held", await process.StandardOutput.ReadLineAsync(Stop));
        return new Holder(process);
    }

    private sealed class Holder(Process process) : IDisposable
    {
        public int Id => process.Id;

        public bool HasExited => process.HasExited;

        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
