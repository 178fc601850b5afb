using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using Xunit;

namespace DataShare.Tests.Warehouse;

public sealed class LakePositionsTests
{
    private static readonly LakeTableId Customers = new(DatasetName.Parse("customers"), 1);

    [Fact]
    public void Names_each_table_with_its_version_by_dataset_and_major()
    {
        Assert.Equal("", LakePositions.None.ToString());
        Assert.Equal("customers@12, orders@57", At((Orders(1), 57), (Customers, 12)).ToString());
        Assert.Equal("orders@start", At((Orders(1), -1)).ToString());
        Assert.Equal("customers@0, orders/v1@3, orders/v2@start, orders/v10@4", At((Orders(10), 4), (Orders(2), -1), (Customers, 0), (Orders(1), 3)).ToString());
    }

    [Fact]
    public void Has_a_version_only_of_its_tables()
    {
        var positions = At((Orders(1), 57), (Customers, -1)).With([KeyValuePair.Create(Orders(1), 58L), KeyValuePair.Create(Orders(2), 0L)]);

        Assert.Equal([58, 0, -1, null], new[] { Orders(1), Orders(2), Customers, Orders(3) }.Select(positions.Of));
        Assert.Equal([Customers, Orders(1), Orders(2)], positions.Tables);
        Assert.Equal(
            [KeyValuePair.Create("customers/v1", -1L), KeyValuePair.Create("orders/v1", 58L), KeyValuePair.Create("orders/v2", 0L)], positions.ByTable);
    }

    [Fact]
    public void A_range_begins_after_a_version()
    {
        Assert.Equal("orders@0", Text(new TableRange(Orders(1), -1, 0)));
        Assert.Equal("orders@0..2", Text(new TableRange(Orders(1), -1, 2)));
        Assert.Equal("orders@58..60, customers@12", Text(new TableRange(Orders(1), 57, 60), new TableRange(Customers, 11, 12)));
        Assert.Equal("orders@58", Text(new TableRange(Orders(1), 57, 58), new TableRange(Customers, 12, 12)));
        Assert.Equal("", Text(new TableRange(Customers, -1, -1)));
    }

    [Fact]
    public void A_range_names_the_major_if_there_are_several()
    {
        Assert.Equal("orders/v1@58, orders/v2@0..3", Text(new TableRange(Orders(1), 57, 58), new TableRange(Orders(2), -1, 3)));
        Assert.Equal("orders/v2@3", Text(new TableRange(Orders(1), 57, 57), new TableRange(Orders(2), 2, 3)));
    }

    [Fact]
    public void The_place_of_a_commit_is_one_number_that_is_greater_for_later_commits()
    {
        var commit = new LakeCommit(Orders(3), 7, DateTimeOffset.UnixEpoch, [], [], ReplacesAll: false) { After = new Dictionary<int, long> { [1] = 4, [2] = 0 } };
        Assert.Equal(new CommitPlace(13, 3), CommitPlace.Of(commit));
        Assert.Equal(new CommitPlace(7, 3), CommitPlace.Of(commit with { After = new Dictionary<int, long>() }));

        CommitPlace[] places = [new(0, 1), new(0, 2), new(1, 1), new(12, int.MaxValue), new(13, 1)];
        Assert.Equal(places.Select(p => p.Number).Order(), places.Select(p => p.Number));
        Assert.Equal(places, places.Select(p => CommitPlace.Of(p.Number)));
    }

    private static LakeTableId Orders(int major) => new(DatasetName.Parse("orders"), major);

    private static LakePositions At(params (LakeTableId Table, long Version)[] positions) =>
        new(positions.Select(p => KeyValuePair.Create(p.Table, p.Version)));

    private static string Text(params TableRange[] ranges) => TableRange.Text(ranges);
}
