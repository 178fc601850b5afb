using DataShare.Consumers;
using DataShare.Lake;
using DataShare.Producers;
using DataShare.Warehouse;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace DataShare.Jobs;

/// <summary>Creates hosts with the services of all projects for one workspace.</summary>
internal static class WorkspaceHost
{
    /// <summary>For commands. They print outcomes and failures themselves, so nothing is logged.</summary>
    /// <exception cref="UsageException">The settings cannot be read.</exception>
    /// <exception cref="OptionsValidationException">A setting is out of range.</exception>
    public static IHost ForCommand(ServedWorkspace served) => ForCommand(CreateBuilder(served).Builder);

    /// <summary>Like <see cref="ForCommand(ServedWorkspace)"/>, but for a user's SQL statement.</summary>
    /// <param name="files">The files for the statement's result. The statement can access no other file.</param>
    public static IHost ForQuery(ServedWorkspace served, IReadOnlyList<string> files) =>
        ForCommand(CreateBuilder(served, reach: new FileReach([], files) { IsLocked = true }).Builder);

    /// <summary>Like <see cref="ForCommand(ServedWorkspace)"/>, but always with the embedded warehouse.</summary>
    public static IHost ForDemo(ServedWorkspace served) => ForCommand(CreateBuilder(served, WorkspaceSettings.OfDemo).Builder);

    private static IHost ForCommand(HostApplicationBuilder builder)
    {
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.AddProvider(new NoticeLog(Console.Error)).AddFilter<NoticeLog>("DataShare", LogLevel.Information);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        var host = builder.Build();
        host.Services.GetRequiredService<IStartupValidator>().Validate();
        return host;
    }

    /// <summary>Reads the settings. They are validated only when the host starts.</summary>
    public static (HostApplicationBuilder Builder, DataShareOptions Options) CreateBuilder(
        ServedWorkspace served,
        IReadOnlyDictionary<string, string?>? settings = null,
        FileReach? reach = null,
        TimeProvider? time = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            DisableDefaults = true,
            ContentRootPath = served.Workspace.Root,
            ApplicationName = "datashare",
        });
        var options = WorkspaceSettings.Add(builder.Services, builder.Configuration, served.Workspace, settings);
        AddRooms(builder.Services, served, options, reach ?? Reach(served, options), time ?? TimeProvider.System);
        return (builder, options);
    }

    /// <summary>The files that the warehouse needs: a load reads the lake's tables, and a delivery writes its files.</summary>
    private static FileReach Reach(ServedWorkspace served, DataShareOptions options) => new(
        [
            WorkspaceSettings.Lake(options).TablesFolder,
            .. served.Consumers.Definitions.Select(c => c.Deliver).OfType<DeliveryRules.Files>()
                .Select(files => files.FolderIn(options.DataFolder)).Distinct(StringComparer.Ordinal),
        ],
        []);

    private static void AddRooms(IServiceCollection services, ServedWorkspace served, DataShareOptions options, FileReach reach, TimeProvider time)
    {
        var layout = WorkspaceSettings.Lake(options);
        if (CrashSwitch.Border is { } border)
        {
            services.AddSingleton(border);
        }

        services
            .AddSingleton(served)
            .AddSingleton(served.Contracts)
            .AddSingleton(new Inbox(options.Producers.Inbox, served.Contracts, new FolderLooks(time), served.Written))
            .AddSingleton(time)
            .AddSingleton(provider => new LoadIdSource(provider.GetRequiredService<TimeProvider>(), new Random()))
            .AddSingleton(provider => new LakeStore(
                layout, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>(), provider.GetService<StepBorder>()))
            .AddProducers(options.Producers)
            .AddWarehouse(options.Warehouse, reach)
            .AddConsumers(options.Consumers)
            .AddSingleton<IngestAndLoad>();
    }
}
