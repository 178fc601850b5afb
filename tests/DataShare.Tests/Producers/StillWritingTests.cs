using DataShare.Lake;
using DataShare.Producers;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>Files that looked settled, but that somebody is still writing.</summary>
public sealed class StillWritingTests : IDisposable
{
    private readonly InboxFixture inbox = new(new TestContract(TestContract.Id));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => inbox.Dispose();

    [Theory]
    [InlineData("hashed")]
    [InlineData("staged")]
    public async Task A_file_that_changes_before_its_commit_goes_back_and_lands_whole_later(string border)
    {
        inbox.Drop("a.csv", "id\n1\n");

        var first = Assert.IsType<NotSettled>(Assert.Single(await IngestAsync(AppendAt(border, "a.csv", "2\n"))));

        Assert.Equal("it changed while it was being read", first.Reason);
        Assert.Equal(["a.csv"], inbox.Waiting);
        Assert.Empty(inbox.Claims);
        Assert.Empty(inbox.Parts);
        inbox.Settle(Path.Combine(inbox.Inbox, "a.csv"));
        Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));
        Assert.Equal(["1", "2"], inbox.Rows());
    }

    [Theory]
    [InlineData("hashed")]
    [InlineData("staged")]
    public async Task The_other_files_of_its_group_land(string border)
    {
        inbox.Drop("a.csv", "id\n1\n");
        inbox.Drop("b.csv", "id\n2\n");
        inbox.Drop("c.csv", "id\n3\n");

        var outcomes = await IngestAsync(AppendAt(border, "a.csv", "9\n"));

        Assert.Equal("a.csv", Assert.Single(outcomes.OfType<NotSettled>()).Name);
        Assert.Equal(["2", "3"], inbox.Rows());
        Assert.Single(inbox.Parts);
    }

    [Fact]
    public async Task Its_rejected_rows_are_in_quarantine_once()
    {
        using var tolerant = new InboxFixture(new TestContract(TestContract.Id) { OnViolation = "{maxRejectPercent: 50}" });
        tolerant.Drop("a.csv", "id\n1\nx\n");
        Assert.IsType<NotSettled>(Assert.Single((await tolerant.NewIngest(AppendAt("staged", "a.csv", "2\n", tolerant))
            .RunAsync(InboxFixture.Orders, new IngestOptions(), null, Ct)).Outcomes));
        tolerant.Settle(Path.Combine(tolerant.Inbox, "a.csv"));

        var landed = Assert.IsType<Landed>(Assert.Single(await tolerant.IngestAsync()));

        Assert.Equal(landed.LoadId, Assert.Single(tolerant.Lake.Quarantine.List()).LoadId);
    }

    [Theory]
    [InlineData("id\n1\n", "\"2")]
    [InlineData("id\n1\n", "x\n")]
    [InlineData("id", "entity\n")]
    public async Task Half_a_file_is_not_quarantined_for_being_broken(string half, string more)
    {
        inbox.Drop("a.csv", half);

        Assert.IsType<NotSettled>(Assert.Single(await IngestAsync(AppendAt("hashed", "a.csv", more))));

        Assert.Empty(inbox.Lake.Quarantine.List());
        Assert.Equal(["a.csv"], inbox.Waiting);
    }

    [Fact]
    public async Task A_file_that_its_writer_holds_locked_goes_back()
    {
        var path = inbox.Drop("a.csv", "id\n1\n");
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.IsType<NotSettled>(Assert.Single(await inbox.IngestAsync()));
            Assert.Equal(["a.csv"], inbox.Waiting);
        }

        Assert.IsType<Landed>(Assert.Single(await inbox.IngestAsync()));
    }

    private async Task<IReadOnlyList<DropOutcome>> IngestAsync(StepBorder border) =>
        (await inbox.NewIngest(border).RunAsync(InboxFixture.Orders, new IngestOptions(), null, Ct)).Outcomes;

    /// <summary>Appends to the claimed file, like a producer that has it open.</summary>
    private StepBorder AppendAt(string border, string name, string more, InboxFixture? other = null)
    {
        var done = false;
        return step =>
        {
            if (step == border && !done)
            {
                done = true;
                File.AppendAllText(Directory.GetFiles(Path.Combine((other ?? inbox).Inbox, ".claimed"), name, SearchOption.AllDirectories).Single(), more);
            }
        };
    }
}
