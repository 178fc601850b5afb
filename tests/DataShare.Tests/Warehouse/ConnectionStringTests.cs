using DataShare.TestKit;
using DataShare.Warehouse;
using Xunit;

namespace DataShare.Tests.Warehouse;

public sealed class ConnectionStringTests
{
    private const string Text = "Server=db;Database=share";

    [Fact]
    public void Refuses_a_pool_too_small_for_a_load()
    {
        var refused = Assert.Throws<WarehouseException>(() => new SqlServerConnections(
            new WarehouseOptions { Engine = WarehouseEngine.SqlServer, ConnectionString = "Server=a;Database=b;Max Pool Size=1" },
            new Outages(null, TimeProvider.System)));

        Assert.Contains("Max Pool Size=1", refused.Message);
        Assert.Contains("Set Max Pool Size=2 or more", refused.Message);
    }

    [Fact]
    public void Comes_from_the_setting_if_there_is_one() =>
        Assert.Equal(Text, new WarehouseOptions { ConnectionString = $" {Text} " }.ReadConnectionString());

    [Fact]
    public void Is_the_current_content_of_the_file_without_its_last_line_end()
    {
        using var folder = new TemporaryFolder();
        var file = folder["secret"];
        var options = new WarehouseOptions { ConnectionStringFile = file };
        File.WriteAllText(file, "Server=old\n");
        Assert.Equal("Server=old", options.ReadConnectionString());

        File.WriteAllText(file, Text + "\r\n");

        Assert.Equal(Text, options.ReadConnectionString());
    }

    [Fact]
    public void A_missing_file_is_named_with_its_setting()
    {
        using var folder = new TemporaryFolder();
        var file = folder["secret"];

        var refused = Assert.Throws<WarehouseException>(
            () => new WarehouseOptions { ConnectionStringFile = file }.ReadConnectionString());

        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        Assert.Contains("DataShare:Warehouse:ConnectionStringFile", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_no_connection_string()
    {
        using var folder = new TemporaryFolder();
        var file = folder["secret"];
        File.WriteAllText(file, " \n");

        var refused = Assert.Throws<WarehouseException>(
            () => new WarehouseOptions { ConnectionStringFile = file }.ReadConnectionString());

        Assert.Contains("is empty", refused.Message, StringComparison.Ordinal);
    }
}
