using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

public sealed class DuckDbMemoryTests() : WarehouseTestBase(new DuckDbEngine())
{
    [Theory]
    [InlineData(1, "256MB")]
    [InlineData(2, "256MB")]
    [InlineData(8, "1024MB")]
    public void Begins_with_128_megabytes_a_thread(int threads, string limit) =>
        Assert.Equal(limit, Memory(new WarehouseOptions { Threads = threads }, 16_000).Limit);

    [Fact]
    public void Doubles_up_to_half_of_the_machine()
    {
        var memory = Memory(new WarehouseOptions { Threads = 2 }, 1_800);

        Assert.True(memory.MakeRoom("load", 256));
        Assert.Equal("512MB", memory.Limit);
        Assert.True(memory.MakeRoom("load", 512));
        Assert.Equal("900MB", memory.Limit);
        Assert.False(memory.MakeRoom("load", 900));
        Assert.Contains("It had 900MB", memory.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_steps_that_run_out_of_memory_together_raise_it_once()
    {
        var memory = Memory(new WarehouseOptions { Threads = 2 }, 16_000);

        Assert.True(memory.MakeRoom("load", 256));
        Assert.True(memory.MakeRoom("query", 256));
        Assert.Equal("512MB", memory.Limit);
    }

    [Fact]
    public async Task Keeps_a_configured_limit_and_says_what_to_do()
    {
        Options.MemoryLimit = "256MB";
        await Lake.DropAsync(Append("wide", "1.0.0", Column("x")), "select repeat('x', 1000000 + i::integer) from range(300) r(i)");

        var refused = await Assert.ThrowsAsync<WarehouseException>(() => LoadAsync("wide"));

        Assert.StartsWith("Could not ", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("Raise DataShare:Warehouse:MemoryLimit, which is 256MB, or remove it: then the limit grows up to half of the machine's memory.", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SET threads", refused.Message, StringComparison.Ordinal);
    }

    private static DuckDbMemory Memory(WarehouseOptions options, long megabytes) => new(options, NullLogger.Instance, megabytes * 1_000_000);
}
