using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DataShare.Producers;

public static class ProducerServices
{
    /// <summary>
    /// Adds the producers' verbs. They need a <see cref="LakeStore"/>, a <see cref="ContractCatalog"/>, a
    /// <see cref="LoadIdSource"/>, a <see cref="TimeProvider"/> and logging.
    /// </summary>
    public static IServiceCollection AddProducers(this IServiceCollection services, ProducerOptions options) =>
        services
            .AddSingleton(provider => new IngestFile(
                provider.GetRequiredService<LakeStore>(),
                provider.GetRequiredService<ContractCatalog>(),
                options,
                provider.GetRequiredService<LoadIdSource>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<IngestFile>>(),
                provider.GetService<StepBorder>()))
            .AddSingleton(provider => new ReplayQuarantined(
                provider.GetRequiredService<LakeStore>(),
                provider.GetRequiredService<ContractCatalog>(),
                options,
                provider.GetRequiredService<LoadIdSource>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<ReplayQuarantined>>(),
                provider.GetService<StepBorder>()))
            .AddSingleton(provider => new DiscardQuarantined(
                provider.GetRequiredService<LakeStore>(),
                options,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<DiscardQuarantined>>()));
}
