using System.Security.Cryptography;
using System.Text;
using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataShare.Bench;

/// <summary>Looks for new commits in a table with a long history, against a table with a short history.</summary>
internal sealed class PollingMark(int commits) : IMark
{
    private const int ShortHistory = 100;
    private const int Looks = 1_000;

    private DeltaTable? longTable;
    private DeltaTable? shortTable;

    public string Name => "polling";

    public string Description => $"{Looks} looks for news after {commits} commits, against after {ShortHistory}";

    public double Limit => 1.5;

    public async Task PrepareAsync(string folder, CancellationToken cancellationToken)
    {
        var contract = OrdersContract.Catalog(Path.Combine(folder, "contracts")).Newest(OrdersContract.Dataset)!;
        longTable = await HistoryAsync(Path.Combine(folder, "long"), contract, commits, cancellationToken);
        shortTable = await HistoryAsync(Path.Combine(folder, "short"), contract, Math.Min(commits, ShortHistory), cancellationToken);
    }

    public Task<TimeSpan> OursAsync(CancellationToken cancellationToken) => LookAsync(longTable!, cancellationToken);

    public Task<TimeSpan> OtherAsync(CancellationToken cancellationToken) => LookAsync(shortTable!, cancellationToken);

    private static async Task<DeltaTable> HistoryAsync(
        string folder, DataContract contract, int count, CancellationToken cancellationToken)
    {
        var ids = new LoadIdSource(TimeProvider.System, new Random(1));
        var lake = new LakeStore(new LakeLayout(folder), TimeProvider.System, NullLoggerFactory.Instance);
        var table = lake.Table(new LakeTableId(contract.Dataset, contract.Version.Major));
        for (var i = 0; i < count; i++)
        {
            var hash = ContentHash.From(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{i}"))));
            await table.CommitAsync(
                new CommitDraft
                {
                    Contract = contract,
                    Drops = [new CommittedDrop(ids.Next(), hash.Value, "orders.csv", hash, 1, contract.Version, 0, 0)],
                    Parts = [],
                },
                cancellationToken);
        }

        return table;
    }

    private static Task<TimeSpan> LookAsync(DeltaTable table, CancellationToken cancellationToken) =>
        Measurement.TimeAsync(async () =>
        {
            var newest = await table.VersionAsync(cancellationToken);
            for (var i = 0; i < Looks; i++)
            {
                await foreach (var commit in table.CommitsAfterAsync(newest, cancellationToken))
                {
                    throw new InvalidOperationException($"Nobody committed, yet there is version {commit.Version}.");
                }
            }
        });
}
