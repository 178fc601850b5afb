using DataShare.Lake;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

public static class WarehouseServices
{
    /// <summary>
    /// Adds <see cref="IWarehouse"/> of the engine in the options, and its verbs. Needs a <see cref="LakeStore"/> and
    /// logging; adds a <see cref="TimeProvider"/> if there is none.
    /// </summary>
    /// <param name="reach">
    /// The files that statements of the embedded engine can access; null for all files that the process can access.
    /// </param>
    public static IServiceCollection AddWarehouse(this IServiceCollection services, WarehouseOptions options, FileReach? reach = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(provider => Engines.All[options.Engine].Open(
            options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>(), reach, provider.GetService<StepBorder>()));
        services.AddSingleton<LoadDataset>();
        services.AddSingleton<WaitingDatasets>();
        services.AddSingleton(provider => new RebuildDataset(
            provider.GetRequiredService<LakeStore>(),
            provider.GetRequiredService<IWarehouse>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RebuildDataset>>(),
            provider.GetService<StepBorder>()));
        services.AddSingleton<VerifyLoads>();
        return services;
    }
}
