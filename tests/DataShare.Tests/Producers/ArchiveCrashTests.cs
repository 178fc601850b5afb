using DataShare.Producers;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>Stops the ingest of an archive after each step; another process finishes it.</summary>
public sealed class ArchiveCrashTests
{
    private const int MoreBordersThanThereAre = 200;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wherever_it_stops_every_row_of_every_member_lands_exactly_once()
    {
        var border = 1;
        while (border < MoreBordersThanThereAre)
        {
            using var inbox = FilledInbox();
            var crash = SimulatedCrashException.At(border);
            var crashed = await CrashesAsync(inbox.NewIngest(crash, crash));

            await inbox.NewIngest().RunAsync(InboxFixture.Orders, new IngestOptions(), null, Ct);

            Assert.Equal($"{border}: 1 2 3 4 5", $"{border}: {string.Join(' ', inbox.Rows("select id from lake order by id"))}");
            Assert.Empty(inbox.Waiting);
            Assert.Empty(inbox.Claims);
            Assert.Equal(
                ["all.zip/b.csv Rows", "all.zip/c.csv File"],
                inbox.Lake.Quarantine.List(InboxFixture.Orders).Select(r => $"{r.Reason.FileName} {r.Reason.Kind}").Order(StringComparer.Ordinal));
            if (!crashed)
            {
                break;
            }

            border++;
        }

        Assert.InRange(border, 10, MoreBordersThanThereAre - 1);
    }

    [Fact]
    public async Task The_members_keep_their_load_ids()
    {
        using var inbox = FilledInbox();
        Assert.True(await CrashesAsync(inbox.NewIngest(SimulatedCrashException.At("staged"))));
        var claimed = inbox.Claims.Where(c => !c.StartsWith('.')).Order(StringComparer.Ordinal).ToList();

        var outcomes = (await inbox.NewIngest().RunAsync(InboxFixture.Orders, new IngestOptions(), null, Ct)).Outcomes;

        Assert.Contains(outcomes.OfType<Landed>().First(l => l.Name == "all.zip/a.csv").LoadId.Value, claimed);
    }

    private static InboxFixture FilledInbox()
    {
        var inbox = new InboxFixture(new TestContract(TestContract.Id) { OnViolation = "{maxRejectPercent: 50}" });
        inbox.Options.MaxFilesPerCommit = 2;
        inbox.DropBytes("all.zip", Packed.ZipOf(
            ("a.csv", "id\n1\n2\n"u8.ToArray()),
            ("b.csv", "id\n3\nx\n"u8.ToArray()),
            ("c.csv", "nope\n1\n"u8.ToArray()),
            ("inner.zip", Packed.Zip(("d.csv", "id\n4\n")))));
        inbox.Drop("e.csv", "id\n5\n");
        return inbox;
    }

    private static async Task<bool> CrashesAsync(IngestFile ingest)
    {
        try
        {
            await ingest.RunAsync(InboxFixture.Orders, new IngestOptions(), null, Ct);
            return false;
        }
        catch (SimulatedCrashException)
        {
            return true;
        }
    }
}
