using System.Globalization;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>
/// A history of six datasets and six consumers. Each round drops files, takes them into the warehouse and delivers them, and before
/// or after the delivery something happens to the warehouse. The rows that were dropped say what everything must be.
/// </summary>
public sealed class Chain : IDisposable
{
    private readonly ChainWorkspace workspace = new();
    private readonly Random random;
    private readonly ChainDrops drops;
    private readonly ChainDataset clicks = new("clicks", ChainMode.Append);
    private readonly ChainDataset prices = new("prices", ChainMode.Merge);
    private readonly ChainDataset stock = new("stock", ChainMode.Snapshot);
    private readonly ChainDataset board = new("board", ChainMode.Board);
    private readonly ChainDataset visits = new("visits", ChainMode.Append);
    private readonly ChainDataset accounts;
    private readonly ChainFolder late;
    private readonly ChainDisasters disasters;
    private int dropped;
    private bool isRunUnfinished;

    public Chain(int seed)
    {
        random = new Random(seed);
        drops = new ChainDrops(random);
        accounts = new ChainDataset("accounts", random.Next(2) == 0 ? ChainMode.Merge : ChainMode.Snapshot);
        Datasets = [clicks, prices, stock, board, visits, accounts];
        late = new ChainFolder(workspace, "late-csv", "csv", random, new ChainRead(clicks, 1));
        Consumers =
        [
            new ChainFolder(workspace, "clicks-csv", "csv", random, new ChainRead(clicks, 1)),
            new ChainFolder(workspace, "prices-parquet", "parquet", random, new ChainRead(prices, 1)),
            new ChainFolder(workspace, "many-csv", "csv", random, new ChainRead(stock, 1), new ChainRead(board, 1), new ChainRead(visits, 1)),
            new ChainRowTable(workspace, "rows-sql", new ChainRead(accounts, 2), new ChainRead(visits, 1)),
            new ChainMirror(workspace, "mirror-sql", new ChainRead(accounts, 1), new ChainRead(stock, 1)),
            late,
        ];
        Commands = new ChainCommands(workspace, random, () => Consumers.ToList().ForEach(c => c.Look()));
        disasters = new ChainDisasters(workspace, Commands, random, Consumers);
    }

    public ChainCommands Commands { get; }

    public IReadOnlyList<ChainDataset> Datasets { get; }

    public IReadOnlyList<ChainConsumer> Consumers { get; }

    public int Commits => Datasets.Sum(d => d.Commits);

    public async Task RunAsync(int commits)
    {
        await BeginAsync();
        var happened = new List<string>();
        while (Commits < commits || happened.Count < disasters.Kinds.Count)
        {
            Evolve(happened.Count >= 2 && Commits >= commits / 3, happened.Count >= 4 && Commits >= commits / 2);
            await DropAsync(random.Next(2, MostDropsOfRound(commits) + 1));
            var kind = disasters.Kinds[happened.Count % disasters.Kinds.Count];
            switch (random.Next(3))
            {
                case 0:
                    await DeliverAsync();
                    break;
                case 1:
                    isRunUnfinished = await Commands.KillAsync("consume");
                    break;
            }

            Commands.Tell($"--- {kind}");
            await disasters.HappenAsync(kind);
            happened.Add(kind);
            await DeliverAsync();
        }

        await Commands.ExpectAsync("verify");
        Assert.Equal(Commits, workspace.CountCommits());
        Assert.InRange(Commits, commits, int.MaxValue);
        Assert.All(Datasets, d => Assert.NotEqual(0, d.Commits));
        Assert.All(ChainCommands.Killed, c => Assert.NotEqual(0, Commands.Kills.GetValueOrDefault(c)));
        Assert.Equal(2, late.Reads.Count(r => r.Dataset != clicks));
        Assert.All(Consumers.OfType<ChainFolder>(), c => Assert.NotEqual(0, c.Files));
        Assert.NotEqual(0, disasters.Stops);
    }

    public void Dispose() => workspace.Dispose();

    /// <summary>A long history has larger rounds too: each has many commands, and starting the program takes most of the time.</summary>
    private static int MostDropsOfRound(int commits) => Math.Max(9, commits / 12);

    private async Task BeginAsync()
    {
        accounts.Majors = 2;
        foreach (var dataset in Datasets)
        {
            Enumerable.Range(1, dataset.Majors).ToList().ForEach(m => WriteContract(dataset, m));
            Drop(dataset);
        }

        foreach (var consumer in Consumers)
        {
            consumer.Define(from: consumer == late ? "newest" : "start");
        }

        await Commands.ExpectAsync("ingest");
        late.Reads[0].ContinueAfter(clicks.Commits);
        await CompleteAsync();
    }

    /// <summary>In the middle a dataset gets its second major, and a consumer begins to read further datasets.</summary>
    private void Evolve(bool hasSecondMajor, bool readsMore)
    {
        if (hasSecondMajor && visits.Majors == 1)
        {
            visits.Majors = 2;
            WriteContract(visits, 2);
            late.Begin(new ChainRead(accounts, 1));
        }

        if (readsMore && late.Reads.Count == 2)
        {
            late.Begin(new ChainRead(visits, 2));
        }
    }

    private void WriteContract(ChainDataset dataset, int major) => workspace.Write(
        $"contracts/{dataset.Name}/{major}.0.0.odcs.yaml", ChainContracts.Of(dataset.Name, dataset.Mode, major));

    private async Task DropAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Drop(Datasets[random.Next(Datasets.Count)]);
        }

        await Commands.ExpectAsync("ingest");
    }

    private void Drop(ChainDataset dataset)
    {
        var (major, rows, text) = drops.Next(dataset);
        dataset.Commit(major, rows);
        var name = string.Create(CultureInfo.InvariantCulture, $"{++dropped:D5}.csv");
        workspace.Drop(dataset.Name, name, text);
        Commands.Tell($"{dataset.Name} v{major} {name}: {text.ReplaceLineEndings(" ")}");
    }

    /// <summary>Delivers, with kills. Sometimes new commits come into an unfinished run.</summary>
    private async Task DeliverAsync()
    {
        while (await Commands.KillAsync("consume"))
        {
            if (random.Next(3) == 0)
            {
                isRunUnfinished = true;
                await DropAsync(random.Next(1, 3));
            }
        }

        await CompleteAsync();
    }

    /// <summary>Delivers all commits to all consumers, and compares everything.</summary>
    private async Task CompleteAsync()
    {
        await disasters.ConsumeAsync();
        if (isRunUnfinished)
        {
            await Commands.RunOnceAsync("consume");
        }

        Consumers.ToList().ForEach(c => c.Complete(isOneBatch: !isRunUnfinished));
        isRunUnfinished = false;
        disasters.Delivered();
        foreach (var (dataset, major) in Datasets.SelectMany(d => Enumerable.Range(1, d.Majors).Select(m => (d, m))).Where(d => d.d.CommitsOf(d.m) > 0))
        {
            Assert.Equal(
                dataset.LastAfter(0).Where(c => !c.Row.IsDeleted).Select(c => c.SeenBy(major)).Order(StringComparer.Ordinal),
                workspace.Shown(dataset.Name, major).Order(StringComparer.Ordinal));
        }
    }
}
