using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <param name="Contract">The newest version that takes files, or that would if it were published; or null.</param>
/// <param name="Waiting">Files in the inbox.</param>
/// <param name="Claimed">Files that a run works on, or that a stopped run has left.</param>
/// <param name="Tables">One for each major version that has commits, in order.</param>
/// <param name="Quarantined">Entries in quarantine that wait for somebody.</param>
internal sealed record DatasetStatus(
    DatasetName Dataset, ContractVersion? Contract, int Waiting, int Claimed, IReadOnlyList<TableState> Tables, int Quarantined)
{
    /// <summary>The unreadable part of its lake; null if this check finds nothing wrong.</summary>
    public string? Damage { get; init; }
}

/// <param name="Contract">The newest version of this major that takes files; null if it is retired.</param>
/// <param name="LakeVersion">-1: nothing has landed.</param>
/// <param name="LoadedVersion">-1: nothing is loaded.</param>
/// <param name="Rows">The number of rows in the view of this major; null before the first load.</param>
/// <param name="LoadedAt">Null before the first load.</param>
internal sealed record TableState(int Major, ContractVersion? Contract, long LakeVersion, long LoadedVersion, long? Rows, DateTimeOffset? LoadedAt);

/// <param name="Away">The reason why the warehouse cannot be reached, so that loads and deliveries are unknown; null if it can be reached.</param>
internal sealed record WorkspaceStatus(
    IReadOnlyList<DatasetStatus> Datasets, IReadOnlyList<ConsumerState> Consumers, Outage? Away)
{
    /// <summary>Everything that is left out, with the reasons.</summary>
    public IReadOnlyList<NotTaken> NotTaken { get; init; } = [];

    /// <summary>Commits that cannot be loaded.</summary>
    public IReadOnlyList<BlockedLoad> Blocked { get; init; } = [];

    /// <summary>Rows that are missing or incomplete in another major.</summary>
    public IReadOnlyList<MappedLoss> Mapped { get; init; } = [];

    /// <summary>The exit code of the most serious case.</summary>
    public int ExitCode => Away is not null ? Jobs.ExitCode.Failed
        : NotTaken.Any(n => n.NeedsSomebody) || Blocked.Count > 0 || Datasets.Any(d => d.Damage is not null) || Consumers.Any(c => c.LastRun?.Status is RunStatus.Paused) ? Jobs.ExitCode.Usage
        : Datasets.Any(d => d.Quarantined > 0) ? Jobs.ExitCode.Quarantined
        : Jobs.ExitCode.Done;
}

/// <summary>Reads the state from inbox, lake and ledger.</summary>
internal sealed class StatusReading(
    ServedWorkspace served, Inbox inbox, LakeStore lake, IWarehouse warehouse, WarehouseOptions options, TimeProvider time)
{
    /// <summary>Opens the warehouse while it reads inbox and lake, because both take about the same time.</summary>
    public async ValueTask<WorkspaceStatus> ReadAsync(CancellationToken cancellationToken)
    {
        var (looking, asking) = (Task.Run(() => LookAsync(cancellationToken), cancellationToken), AskAsync(cancellationToken));
        await Task.WhenAll(looking, asking);
        var (seen, notTaken) = await looking;
        var (status, loaded) = await asking;
        return status with { Datasets = [.. seen.Select(d => With(d, loaded))], NotTaken = notTaken };
    }

    private async Task<(IReadOnlyList<DatasetStatus> Datasets, IReadOnlyList<NotTaken> NotTaken)> LookAsync(CancellationToken cancellationToken) =>
        (await DatasetsAsync(cancellationToken), [.. NotTaken.Of(served, ContractAdmission.Review(served, _ => true, time)), .. inbox.Strays().Select(NotTaken.Stray)]);

    /// <returns>Everything except the datasets, and the ledger's state of their tables.</returns>
    private async Task<(WorkspaceStatus Status, Dictionary<LakeTableId, LoadedState> Loaded)> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var held = await warehouse.HoldAsync(cancellationToken);
            var loaded = await warehouse.Ledger.TablesAsync(cancellationToken);
            var rows = await CountRowsAsync(loaded, cancellationToken);
            var status = new WorkspaceStatus([], await new ConsumerStates(served, warehouse).ReadAsync(loaded, cancellationToken), null)
            {
                Blocked = [.. Blocked(loaded)],
                Mapped = await new MappedLosses(served, warehouse).ReadAsync([.. loaded.Select(t => t.Table)], cancellationToken),
            };
            return (status, loaded.ToDictionary(t => t.Table, t => new LoadedState(t.LakeVersion, rows[t.Table], t.LoadedAt)));
        }
        catch (WarehouseAwayException away)
        {
            return (new WorkspaceStatus([], [], Outage.Read(options.OutageFile) ?? new Outage(time.GetUtcNow(), away.Message)), []);
        }
    }

    /// <summary>Raises the lake version to the loaded one if necessary, because a commit may have come and been loaded after the lake was read.</summary>
    private static DatasetStatus With(DatasetStatus dataset, Dictionary<LakeTableId, LoadedState> loaded) => dataset with
    {
        Tables =
        [
            .. dataset.Tables.Select(t => loaded.GetValueOrDefault(new LakeTableId(dataset.Dataset, t.Major)) is { } state
                ? t with { LakeVersion = Math.Max(t.LakeVersion, state.LakeVersion), LoadedVersion = state.LakeVersion, Rows = state.Rows, LoadedAt = state.LoadedAt }
                : t),
        ],
    };

    /// <summary>Leaves out records of commits that are loaded now, because the process that loaded them may not have been allowed to delete the record.</summary>
    private IEnumerable<BlockedLoad> Blocked(IReadOnlyList<TableStatus> loaded) => new BlockedLoads(options.BlockedFolder, time).Read()
        .Where(b => !loaded.Any(t => t.Table.ToString() == b.Table && t.LakeVersion >= b.LakeVersion));

    private async Task<IReadOnlyList<DatasetStatus>> DatasetsAsync(CancellationToken cancellationToken)
    {
        var quarantined = lake.Quarantine.List().Where(q => q.IsOpen).GroupBy(q => q.Reason.Dataset).ToDictionary(g => g.Key, g => g.Count());
        var folders = inbox.Look();
        var datasets = new List<DatasetStatus>();
        foreach (var dataset in served.Written.Datasets.Concat(served.Contracts.Unread).Distinct().OrderBy(d => d.Value, StringComparer.Ordinal))
        {
            var (tables, damage) = (new List<TableState>(), default(string));
            foreach (var table in lake.TablesOf(dataset).OrderBy(t => t.Major))
            {
                var version = -1L;
                try
                {
                    version = await lake.Table(table).VersionAsync(cancellationToken);
                }
                catch (LakeCorruptException e)
                {
                    damage ??= e.Message;
                }

                tables.Add(new TableState(table.Major, served.Contracts.Newest(dataset, table.Major)?.Version, version, -1, null, null));
            }

            var status = new DatasetStatus(
                dataset,
                (served.Contracts.Newest(dataset) ?? served.Written.Newest(dataset))?.Version,
                inbox.Waiting(dataset, folders).Files,
                Inbox.Claimed(folders.Of(dataset)),
                tables,
                quarantined.GetValueOrDefault(dataset));
            datasets.Add(status with { Damage = damage });
        }

        return datasets;
    }

    /// <summary>The numbers of rows in the views. The ledger knows the number for a dataset with one table. With several majors, each view also shows rows of the others.</summary>
    private async ValueTask<Dictionary<LakeTableId, long>> CountRowsAsync(
        IReadOnlyList<TableStatus> loaded, CancellationToken cancellationToken)
    {
        var byDataset = loaded.GroupBy(t => t.Table.Dataset).ToList();
        var rows = byDataset.Where(d => d.Count() == 1).Select(d => d.Single()).ToDictionary(t => t.Table, t => t.Rows);
        var tables = byDataset.Where(d => d.Count() > 1).SelectMany(d => d).Select(t => t.Table).ToList();
        if (tables.Count == 0)
        {
            return rows;
        }

        var counts = tables.Select((t, i) => string.Create(
            CultureInfo.InvariantCulture, $"select {i} as place, cast(count(*) as bigint) as row_count from {ViewName(t)}"));
        await using var query = await warehouse.QueryAsync(string.Join(" union all ", counts), cancellationToken);
        while (await query.Reader.ReadAsync(cancellationToken))
        {
            rows.Add(tables[query.Reader.GetInt32(0)], query.Reader.GetInt64(1));
        }

        return rows;
    }

    /// <summary>The quoted name. A dataset's name has no character that needs escaping.</summary>
    public static string ViewName(LakeTableId table) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{table.Dataset.Value.Replace('-', '_')}_v{table.Major}\"");

    /// <param name="Rows">The number of rows in the view of its major.</param>
    private sealed record LoadedState(long LakeVersion, long Rows, DateTimeOffset LoadedAt);
}
