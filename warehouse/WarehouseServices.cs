using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DataShare.Warehouse;

public static class WarehouseServices
{
    /// <summary>
    /// Adds <see cref="IWarehouse"/> of the engine that the options name, and <see cref="LoadDataset"/>. A
    /// <see cref="Lake.LakeStore"/> and logging are expected to be there; <see cref="TimeProvider"/> is added unless it
    /// is.
    /// </summary>
    public static IServiceCollection AddWarehouse(this IServiceCollection services, WarehouseOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        if (options.Engine is WarehouseEngine.SqlServer)
        {
            services.AddSingleton<IWarehouse, SqlServerWarehouse>();
        }
        else
        {
            services.AddSingleton<IWarehouse, DuckDbWarehouse>();
        }

        services.AddSingleton<LoadDataset>();
        return services;
    }
}
