using CsCheck;
using Xunit;
using static DataShare.Producers.DropOutcome;

namespace DataShare.Tests.Producers;

public sealed class RoundTripTests
{
    [Fact]
    public async Task Rows_of_all_kinds_come_out_of_the_lake_as_they_were_in_the_csv_file() =>
        await RoundTripRows.Gen.Select(Gen.Bool, Gen.Bool).SampleAsync(
            async (rows, quoteAll, crLf) =>
            {
                using var inbox = RoundTripRows.NewInbox(RoundTripColumn.All);
                await inbox.IngestAsync<Landed>("a.csv", RoundTripRows.Csv(rows, quoteAll, crLf ? "\r\n" : "\n"));
                AssertSame(rows, inbox);
            },
            iter: 60,
            threads: 1);

    [Fact]
    public async Task A_part_of_the_lake_that_is_ingested_as_a_file_gives_the_same_rows() =>
        await RoundTripRows.Gen.SampleAsync(
            async rows =>
            {
                using var first = RoundTripRows.NewInbox(RoundTripColumn.All);
                await first.IngestAsync<Landed>("a.csv", RoundTripRows.Csv(rows, quoteAll: true, "\n"));
                using var second = RoundTripRows.NewInbox(RoundTripColumn.All);
                await second.IngestAsync<Landed>("a.parquet", await File.ReadAllBytesAsync(first.Log().Files[0].FullPath, TestContext.Current.CancellationToken));
                AssertSame(rows, second);
            },
            iter: 25,
            threads: 1);

    private static void AssertSame(RoundTripValue[][] rows, InboxFixture inbox) =>
        RoundTripRows.AssertSame(RoundTripColumn.All, [.. rows.Select(r => r.Select(v => v.Expected).ToList())], inbox);
}
