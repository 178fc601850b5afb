using DataShare.Lake;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataShare.Jobs;

/// <summary>Creates the host of a running service: its projects' services, schedule and log.</summary>
internal static class ServiceHost
{
    /// <param name="told">The sentences that were already logged; null for none.</param>
    public static IHost Create(ServedWorkspace served, Roles roles, bool jsonLog, TimeProvider time, Told? told = null)
    {
        var (builder, options) = WorkspaceHost.CreateBuilder(served, time: time);
        var steady = new SteadyClock(time);
        AddLog(builder.Logging, jsonLog);
        builder.Services.AddSingleton<IExternalScopeProvider>(new NamedScopes(hasScheduler: jsonLog));
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Services.AddSingleton(new ServedNow(served)).AddSingleton(told ?? new Told()).AddSingleton<ConsumerJobs>();
        builder.Services.AddSingleton<WakeUps>().AddSingleton<Pauses>().AddSingleton<JobFrame>();
        builder.Services.AddSingleton(options.Producers).AddSingleton<HeldTurns>().AddSingleton<LoadedVersions>().AddSingleton<SeenVersions>();
        builder.Services.AddSingleton<FatalStop>().AddHostedService(services => services.GetRequiredService<FatalStop>());
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<ContractWatch>(services, WorkspaceSettings.Lake(options), options.ScanInterval));
        builder.Services.AddHostedService(services => services.GetRequiredService<ContractWatch>());
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<DefinitionWatch>(services, options, steady));
        builder.Services.AddHostedService(services => services.GetRequiredService<DefinitionWatch>());
        builder.Services.AddSingleton(new ServedRoles(roles)).AddHostedService<Announcement>();
        // The program handles signals; the default lifetime would handle them a second time.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        builder.Services.AddSingleton(new ClockSteps(time, steady));
        AddSchedule(builder.Services, served, roles, options, steady);
        return builder.Build();
    }

    /// <summary>The order matters: the service that is added first is stopped last.</summary>
    private static void AddSchedule(
        IServiceCollection services, ServedWorkspace served, Roles roles, DataShareOptions options, SteadyClock steady)
    {
        if (options.Scheduler.Clustered)
        {
            services.AddSingleton<SharedSchedules>().AddHostedService<SharedSchedulesEnd>();
        }

        Schedule.Add(services, roles, served, options.ScanInterval, options.Scheduler.Clustered, steady);
        services.AddQuartzHostedService(service => service.WaitForJobsToComplete = true);
    }

    private static void AddLog(ILoggingBuilder log, bool json)
    {
        log.SetMinimumLevel(LogLevel.Information);
        // Quartz logs the start of schedulers and jobs; our own lines log the results of jobs.
        log.AddFilter("Quartz", LogLevel.Warning);
        log.AddFilter("Microsoft", LogLevel.Warning);
        if (json)
        {
            log.AddJsonConsole(console =>
            {
                console.IncludeScopes = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        else
        {
            log.AddSimpleConsole(console =>
            {
                console.IncludeScopes = true;
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            });
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
