using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Producers;

/// <summary>Lands drops in the lake: commits them, reports their outcomes and releases their claims.</summary>
/// <param name="settle">How long a file must be unchanged if the system does not tell who is writing it.</param>
/// <param name="border">Called after each step; for tests that stop there.</param>
internal sealed partial class LakeLanding(
    LakeStore lake, DropHistory history, DatasetName dataset, DropIdentity identity, TimeSpan settle, TimeProvider time, ILogger logger, StepBorder? border) : ILanding
{
    private readonly List<DropOutcome> outcomes = [];
    private readonly long started = time.GetTimestamp();

    public DropHistory History => history;

    public LakeLayout Staging => lake.Layout;

    public Task<(long Version, IReadOnlyList<LakePart> Parts)> CurrentAsync(LakeTableId table, CancellationToken cancellationToken) =>
        history.CurrentAsync(table, cancellationToken);

    public Quarantining Quarantine { get; } = new(lake, dataset, time);

    /// <summary>One for each drop, in the order in which the drops ended.</summary>
    public IReadOnlyList<DropOutcome> Outcomes => outcomes;

    public void Checked(Drop drop, GateReport report)
    {
    }

    public async Task KeepAsync(Drop archive, CancellationToken cancellationToken) => await lake.Raw.KeepAsync(dataset, archive.Raw, cancellationToken);
}
