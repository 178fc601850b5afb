using System.CommandLine;
using DataShare.Consumers;
using DataShare.Lake;
using DataShare.Warehouse;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DataShare.Jobs;

/// <summary><c>datashare move</c>: moves the warehouse to another engine or file.</summary>
internal sealed class MoveCommand : Command, IHasExamples
{
    private static readonly string[] EngineNames = [.. Engines.All.Values.Select(e => e.Name.ToLowerInvariant())];

    private readonly CommonOptions common;
    private readonly Option<string> to = new("--to")
    {
        Description = "The engine to move to. Put its connection string into the environment or the settings first.",
        HelpName = string.Join('|', EngineNames),
        Required = true,
    };

    private readonly Option<string?> file = new("--file")
    {
        Description = "With --to duckdb: the file of the new warehouse, relative to the current folder. Default: the file in the settings.",
        HelpName = "FILE",
    };

    public MoveCommand(CommonOptions common)
        : base("move", "Moves the warehouse to another engine or file: loads the lake there, and copies the positions and tables of consumers. Afterwards change the settings.")
    {
        this.common = common;
        to.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, EngineNames);
        Add(to);
        Add(file);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare move --to sqlserver  first adapt the SQL of consumers to SQL Server",
        "datashare move --to duckdb --file /fast/shop.duckdb",
    ];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var workspace = common.OpenWorkspace(call);
        var settings = Settings(workspace, Enum.Parse<WarehouseEngine>(call.GetValue(to)!, ignoreCase: true), call.GetValue(file));
        var options = WorkspaceSettings.Read(workspace, settings);
        var served = ServedWorkspace.Read(workspace, settings);
        RefuseDefinitions(served);
        using var source = WorkspaceHost.ForCommand(ServedWorkspace.Read(workspace));
        await using var target = Target(source, options.Warehouse);
        var move = new MoveWarehouse(
            source.Services.GetRequiredService<IWarehouse>(), target.GetRequiredService<IWarehouse>(), target.GetRequiredService<LoadDataset>(), CrashSwitch.Border);
        var moved = await move.RunAsync(served.Contracts, [.. served.Consumers.Definitions.Select(Tables)], served.Engine.NameOf(options.Warehouse), cancellationToken);
        Write(terminal, served, settings, moved);
        return ExitCode.Done;
    }

    /// <summary>The settings of the new warehouse.</summary>
    private static Dictionary<string, string?> Settings(Workspace workspace, WarehouseEngine engine, string? file)
    {
        const string section = $"{DataShareOptions.Section}:{nameof(DataShareOptions.Warehouse)}";
        if (file is not null && engine is not WarehouseEngine.DuckDb)
        {
            throw new UsageException("--file needs --to duckdb. Nothing was moved.");
        }

        var settings = new Dictionary<string, string?> { [$"{section}:{nameof(WarehouseOptions.Engine)}"] = engine.ToString() };
        if (file is not null)
        {
            settings[$"{section}:{nameof(WarehouseOptions.DatabaseFile)}"] = Path.GetFullPath(file);
        }

        var (old, moved) = (WorkspaceSettings.Read(workspace, null).Warehouse, WorkspaceSettings.Read(workspace, settings).Warehouse);
        if (old.Engine == moved.Engine)
        {
            settings.Remove($"{section}:{nameof(WarehouseOptions.Engine)}");
        }

        return (old.Engine, old.DatabaseFile) != (moved.Engine, moved.DatabaseFile)
            ? settings
            : throw new UsageException($"The warehouse is there already: the settings say {Engines.All[old.Engine].NameOf(old)}. Nothing was moved. Expected another engine, or another file with --file.");
    }

    /// <summary>Refuses consumers whose SQL is wrong for the new engine.</summary>
    private static void RefuseDefinitions(ServedWorkspace served)
    {
        if (served.Definitions.Problems.Count > 0)
        {
            throw new UsageException(
                string.Join(Environment.NewLine, served.Definitions.Problems.Select(Workspace.Shown))
                + $"{Environment.NewLine}These consumers cannot be served on {served.Engine.Name}. Nothing was moved. Adapt their SQL, then run the same command again.");
        }
    }

    private static ServiceProvider Target(IHost source, WarehouseOptions options)
    {
        var services = new ServiceCollection()
            .AddSingleton(source.Services.GetRequiredService<LakeStore>())
            .AddSingleton(source.Services.GetRequiredService<TimeProvider>())
            .AddSingleton(source.Services.GetRequiredService<ILoggerFactory>())
            .AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        options.BlockedFolder = null;
        return services.AddWarehouse(options).BuildServiceProvider();
    }

    private static ConsumerTables Tables(ConsumerDefinition consumer) =>
        new(consumer.Name, consumer.Deliver is DeliveryRules.Sql sql ? [.. sql.Tables.Select(t => (t.Name, t.Columns))] : []);

    private static void Write(Terminal terminal, ServedWorkspace served, Dictionary<string, string?> settings, MovedWarehouse moved)
    {
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new
            {
                engine = served.Engine.Name,
                tables = moved.Loaded.Select(t => new { table = t.Table.ToString(), lakeVersion = t.LakeVersion, rows = t.Rows }),
                copied = moved.Copied.Select(t => new { table = t.Name, rows = t.Rows }),
                consumers = moved.Positions.Select(p => new { consumer = p.Key, positions = p.Value.ByTable }),
            });
            return;
        }

        foreach (var table in moved.Loaded)
        {
            terminal.Out.WriteLine(FormattableString.Invariant($"{terminal.Paint("loaded".PadRight(11), Tone.Good)}  {table.Table}@{table.LakeVersion}: {Amount.Rows(table.Rows)}"));
        }

        foreach (var table in moved.Copied)
        {
            terminal.Out.WriteLine($"{terminal.Paint("copied".PadRight(11), Tone.Good)}  {table.Name}: {Amount.Rows(table.Rows)}");
        }

        foreach (var (consumer, positions) in moved.Positions)
        {
            terminal.Out.WriteLine($"{terminal.Paint("moved".PadRight(11), Tone.Good)}  {consumer}: continues after {positions}");
        }

        terminal.Out.WriteLine($"{terminal.Paint("next".PadRight(11), Tone.Warning)}  In the old warehouse all consumers are paused. In the settings, set {string.Join(" and ", settings.Select(s => $"{s.Key} to '{s.Value}'"))}. Then restart the service, and run: datashare status{served.Workspace.Option}");
    }
}
