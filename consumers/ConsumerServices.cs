using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DataShare.Consumers;

public static class ConsumerServices
{
    /// <summary>
    /// Adds <see cref="PollConsumer"/>, <see cref="MoveConsumer"/> and <see cref="RecordedDeliveries"/>. Needs an <see cref="IWarehouse"/>, a <see cref="ContractCatalog"/>, a
    /// <see cref="TimeProvider"/> and logging.
    /// </summary>
    public static IServiceCollection AddConsumers(this IServiceCollection services, ConsumerOptions options) =>
        services.AddSingleton(new RecordedDeliveries(options)).AddSingleton(provider => new MoveConsumer(
            provider.GetRequiredService<IWarehouse>(),
            provider.GetRequiredService<ContractCatalog>(),
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<StepBorder>())).AddSingleton(provider => new PollConsumer(
            provider.GetRequiredService<IWarehouse>(),
            provider.GetRequiredService<ContractCatalog>(),
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PollConsumer>>(),
            provider.GetService<StepBorder>()));
}
