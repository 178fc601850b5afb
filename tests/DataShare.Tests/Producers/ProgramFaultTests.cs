using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

/// <summary>A bug in the program is not reported as a fault of the file.</summary>
public sealed class ProgramFaultTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bug_of_the_program_keeps_the_file_and_the_details_for_a_report()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        var rows = string.Concat(Enumerable.Range(0, 400_000).Select(i => $"{i}\n"));
        inbox.Drop("a.csv", "id\n" + rows);
        inbox.Drop("b.csv", "id\n1\n");

        var outcomes = (await inbox.NewIngest().RunAsync(InboxFixture.Orders, new IngestOptions(), new Faulty("a.csv"), Ct)).Outcomes;

        var refused = Assert.Single(outcomes.OfType<Quarantined>());
        Assert.Equal("b.csv", Assert.Single(outcomes.OfType<Landed>()).Name);
        Assert.Equal(["1"], inbox.Rows());
        var entry = inbox.Lake.Quarantine.FindLoad(InboxFixture.Orders, refused.LoadId)!;
        Assert.Equal("program", entry.Reason.Rule);
        Assert.StartsWith("DataShare failed while it read the file. This is a bug in DataShare, not a fault of the file (NullReferenceException: ", refused.Reason, StringComparison.Ordinal);
        Assert.Contains("in Faulty.Report)", refused.Reason, StringComparison.Ordinal);
        Assert.Equal("id\n" + rows, await File.ReadAllTextAsync(entry.File!, Ct));
        var facts = await File.ReadAllTextAsync(Path.Combine(entry.Folder, QuarantineStore.FaultFile), Ct);
        Assert.All(
            ["file      a.csv", $"sha256    {entry.Reason.Sha256}", "contract  orders 1.0.0", "NullReferenceException", "at DataShare.Producers.CsvGate."],
            fact => Assert.Contains(fact, facts, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_file_lands_when_it_is_replayed_after_the_bug_is_fixed()
    {
        using var inbox = new InboxFixture(new TestContract(TestContract.Id));
        inbox.Drop("a.csv", "id\n" + string.Concat(Enumerable.Repeat("1\n", 400_000)));
        var refused = Assert.IsType<Quarantined>(Assert.Single(
            (await inbox.NewIngest().RunAsync(InboxFixture.Orders, new IngestOptions(), new Faulty("a.csv"), Ct)).Outcomes));

        var entry = inbox.Lake.Quarantine.FindLoad(InboxFixture.Orders, refused.LoadId)!;
        var landed = Assert.IsType<Landed>(Assert.Single(await inbox.NewReplay().RunAsync(entry, null, "ada", older: false, null, Ct)));

        Assert.Equal(400_000, landed.AcceptedRows);
    }

    [Fact]
    public void Counts_that_do_not_balance_are_a_fault_of_the_program()
    {
        var report = new GateReport(null);
        var fault = Assert.Throws<InvalidOperationException>(() => report.Balance(1));

        Assert.Equal("program", ReadFault.RefusalOf(fault, Drop())!.Rule);
    }

    [Theory]
    [InlineData(typeof(InvalidDataException), "damaged")]
    [InlineData(typeof(OutOfMemoryException), "memory")]
    [InlineData(typeof(IndexOutOfRangeException), "program")]
    [InlineData(typeof(NotSupportedException), "program")]
    [InlineData(typeof(IOException), null)]
    [InlineData(typeof(UnauthorizedAccessException), null)]
    [InlineData(typeof(OperationCanceledException), null)]
    public void Only_exceptions_of_reading_are_faults_of_the_file(Type fault, string? rule) =>
        Assert.Equal(rule, ReadFault.RefusalOf((Exception)Activator.CreateInstance(fault)!, Drop())?.Rule);

    private static Drop Drop()
    {
        var inbox = new DatasetInbox("inbox/orders", DatasetName.Parse("orders"));
        var claim = new FileClaim(inbox, LoadId.Parse("01KG9RTSR003X97PG3P6AW0000"), "claimed", "a.csv", Again: false, HasSidecar: false);
        return new Drop(claim).WithBytes(ContentHash.Parse(new string('0', 64)), default, DropIdentity.Content);
    }

    /// <summary>Fails in the middle of a file, like a bug in the gate.</summary>
    internal sealed class Faulty(string name) : IProgress<IngestProgress>
    {
        public void Report(IngestProgress value)
        {
            if (value.Name == name && value.BytesRead > value.BytesTotal / 2)
            {
                var none = value.BytesRead < 0 ? name : null;
                _ = none!.Length;
            }
        }
    }
}
