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

    public Quarantining Quarantine { get; } = new(lake, dataset, time);

    /// <summary>One for each drop, in the order in which they came to their ends.</summary>
    public IReadOnlyList<DropOutcome> Outcomes => outcomes;

    public void Checked(Drop drop, GateReport report)
    {
    }

    /// <summary>
    /// The process ended before it could release the claim, perhaps before the log was flushed. The load id alone decides,
    /// whatever has landed since.
    /// </summary>
    public async Task<DropOutcome?> LandedBeforeAsync(Drop drop, CancellationToken cancellationToken)
    {
        foreach (var table in lake.TablesOf(dataset).Select(lake.Table))
        {
            if (await table.ContainsAsync(drop.LoadId, cancellationToken))
            {
                await table.FlushLogAsync(cancellationToken);
                return await LandedAsync(table, drop.LoadId, cancellationToken);
            }
        }

        return null;
    }

    public async Task KeepAsync(Drop archive, CancellationToken cancellationToken) => await lake.Raw.KeepAsync(dataset, archive.Raw, cancellationToken);

    private async Task<Landed> LandedAsync(DeltaTable table, LoadId load, CancellationToken cancellationToken)
    {
        await foreach (var commit in table.CommitsAfterAsync(-1, cancellationToken))
        {
            if (commit.Drops.FirstOrDefault(d => d.LoadId == load) is { } facts)
            {
                return OutcomeOf(facts, commit.Version, facts.RejectedRows > 0 ? lake.Layout.QuarantineFolder(dataset, load) : null);
            }
        }

        throw new InvalidOperationException($"Load {load} has landed, but no entry of its table's log names it.");
    }

    /// <param name="facts">According to the log.</param>
    private Landed OutcomeOf(CommittedDrop facts, long lakeVersion, string? quarantineFolder) =>
        new(dataset, facts.Name, facts.LoadId, facts.Contract, facts.AcceptedRows, facts.RejectedRows, lakeVersion, quarantineFolder)
        {
            Notes = facts.Notes,
            Facts = facts,
        };
}
