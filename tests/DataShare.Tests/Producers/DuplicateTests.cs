using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

public sealed class DuplicateTests
{
    private const string One = "id\n1\n";
    private const string Two = "id\n2\n";

    [Fact]
    public async Task The_same_bytes_under_another_name_are_a_duplicate()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        var landed = await inbox.IngestAsync<Landed>("a.csv", One);

        var duplicate = await inbox.IngestAsync<Duplicate>("b.csv", One);

        Assert.Equal(landed.LoadId, duplicate.Of);
        Assert.Equal(["1"], inbox.Rows());
        Assert.Empty(inbox.Waiting);
        Assert.Empty(inbox.Claims);
    }

    [Fact]
    public async Task Other_bytes_under_the_same_name_are_not_a_duplicate()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        await inbox.IngestAsync<Landed>("a.csv", One);

        await inbox.IngestAsync<Landed>("a.csv", Two);

        Assert.Equal(["1", "2"], inbox.Rows());
    }

    [Fact]
    public async Task With_again_the_same_bytes_land_once_more_under_a_new_load_id()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        var first = await inbox.IngestAsync<Landed>("a.csv", One);

        var second = await inbox.IngestAsync<Landed>("a.csv", One, again: true);

        Assert.NotEqual(first.LoadId, second.LoadId);
        Assert.Equal(["1", "1"], inbox.Rows());
    }

    [Theory]
    [InlineData("a.csv", typeof(Duplicate))]
    [InlineData("b.csv", typeof(Landed))]
    public async Task If_the_name_counts_only_the_same_name_is_a_duplicate(string name, Type expected)
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { Arrival = "{identity: name+content}" });
        await inbox.IngestAsync<Landed>("a.csv", One);

        inbox.Drop(name, One);

        Assert.IsType(expected, Assert.Single(await inbox.IngestAsync()));
    }

    [Fact]
    public async Task The_same_bytes_twice_at_once_land_once()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        inbox.Drop("a.csv", One);
        inbox.Drop("b.csv", Two);
        inbox.Drop("c.csv", One);

        var outcomes = await inbox.IngestAsync();

        var landed = outcomes.OfType<Landed>().Single(o => o.Name == "a.csv");
        Assert.Equal(landed.LoadId, Assert.Single(outcomes.OfType<Duplicate>()).Of);
        Assert.Equal(["1", "2"], inbox.Rows());
    }

    [Fact]
    public async Task The_current_snapshot_is_a_duplicate_and_an_older_one_is_not()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { Write = "{mode: snapshot}" });
        await inbox.IngestAsync<Landed>("monday.csv", One);
        await inbox.IngestAsync<Landed>("tuesday.csv", Two);

        await inbox.IngestAsync<Duplicate>("tuesday-again.csv", Two);
        await inbox.IngestAsync<Landed>("back-to-monday.csv", One);

        Assert.Equal(["1"], inbox.Rows());
    }

    [Fact]
    public async Task Snapshots_that_come_together_are_compared_in_their_order()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { Write = "{mode: snapshot}" });
        inbox.Drop("a.csv", One);
        inbox.Drop("a-again.csv", One);
        inbox.Drop("b.csv", Two);

        var outcomes = await inbox.IngestAsync();

        Assert.Equal([typeof(Landed), typeof(Duplicate), typeof(Landed)], outcomes.Select(o => o.GetType()));
        Assert.Equal(["2"], inbox.Rows());
    }

    [Fact]
    public async Task A_snapshot_without_rows_empties_the_table()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id) { Write = "{mode: snapshot}" });
        await inbox.IngestAsync<Landed>("a.csv", One);

        await inbox.IngestAsync<Landed>("b.csv", "id\n");

        Assert.Empty(inbox.Rows());
    }

    [Fact]
    public async Task A_file_in_quarantine_does_not_make_the_next_one_a_duplicate()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        await inbox.IngestAsync<Quarantined>("a.csv", "nope\n");

        await inbox.IngestAsync<Quarantined>("a.csv", "nope\n");

        Assert.Equal(2, inbox.Lake.Quarantine.List(InboxFixture.Orders).Count);
    }
}
