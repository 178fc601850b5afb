using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Stages a group of drops: accepted rows go into parts, the rest into quarantine.</summary>
internal sealed partial class LandDrops
{
    private readonly Quarantining quarantine = landing.Quarantine;
    private readonly DatasetRules rules = new(lake, catalog);

    private KeptRows Kept => new(landing, catalog, check, options);

    /// <summary>Stages the drops one after the other. The parts are complete, but no commit contains them yet.</summary>
    /// <param name="drops">Drops of one contract version; at least one.</param>
    private async Task<StagedGroup> StageAsync(IReadOnlyList<Drop> drops, CancellationToken cancellationToken)
    {
        var contract = drops[0].Contract;
        var staged = new List<Drop>();
        var ended = new List<(Drop, DropOutcome)>();
        IReadOnlyList<IReadOnlyList<Drop>> rest = [];
        await using var parts = new PartWriters(contract, Folder(contract), drops[0].LoadId, options.Writers, cancellationToken);
        // The rows of a single file may be written before its end: if it is refused, all parts are removed.
        var alone = drops.Count == 1;
        foreach (var (i, drop) in drops.Index())
        {
            var rowsBefore = parts.Current.Rows;
            try
            {
                var (counted, outcome) = await StageAsync(drop, alone, parts, cancellationToken);
                if (outcome is null)
                {
                    staged.Add(counted);
                }
                else
                {
                    ended.Add((drop, outcome));
                }
            }
            catch (OutgrownException)
            {
                parts.Current.Truncate(rowsBefore);
                rest = [[drop], [.. drops.Skip(i + 1)]];
                break;
            }

            if (!alone && parts.IsFull)
            {
                await parts.FlushAsync();
            }
        }

        if (staged.Count == 0)
        {
            return new StagedGroup(contract, [], ended, [], rest);
        }

        var group = await JudgeAsync(new StagedGroup(contract, staged, ended, await parts.CompleteAsync(), rest), cancellationToken);
        return contract.Write.Mode is WriteMode.Snapshot && group.Drops.Count > 0 ? await Kept.AddAsync(group, cancellationToken) : group;
    }

    /// <summary>
    /// Checks the staged rows with the dataset's rules. If files or rows break a rule, removes them and returns the rest of the
    /// group to be staged again.
    /// </summary>
    private async Task<StagedGroup> JudgeAsync(StagedGroup group, CancellationToken cancellationToken)
    {
        var findings = await rules.RunAsync(group.Contract, group.Drops, group.Parts, Folder(group.Contract), cancellationToken);
        if (findings.Values.All(f => f.Refused.Count == 0 && f.Errors.Count == 0))
        {
            return group with { Drops = [.. group.Drops.Select(d => d with { Notes = [.. d.Notes, .. findings[d.LoadId].Warnings] })] };
        }

        group.Discard(landing.Staging);
        var ended = group.Ended.ToList();
        var again = new List<Drop>();
        foreach (var drop in group.Drops)
        {
            // The entry does not have the rows that are rejected now.
            quarantine.Withdraw(drop.LoadId);
            var finding = findings[drop.LoadId];
            if (finding.Errors.Count == 0)
            {
                again.Add(drop with { Selection = drop.Selection with { Refused = [.. drop.Selection.Refused, .. finding.Refused] } });
            }
            else
            {
                ended.Add((drop, await quarantine.RefuseAsync(drop, drop.Contract, finding.Refusal(drop.Contract), cancellationToken)));
            }
        }

        return group with { Drops = [], Parts = [], Ended = ended, Rest = [again, .. group.Rest] };
    }

    private async Task<(Drop Staged, DropOutcome? Outcome)> StageAsync(
        Drop drop, bool mayFlush, PartWriters parts, CancellationToken cancellationToken)
    {
        await using var rejected = quarantine.Writer(drop);
        var report = new GateReport(rejected);
        var rowsBefore = parts.Current.Rows;
        var fault = await CheckAsync(drop, mayFlush, parts, report, cancellationToken);
        using var entry = await report.CompleteAsync(cancellationToken);
        var refusal = fault ?? report.Refusal(drop) ?? await SnapshotRefusalAsync(drop, report, cancellationToken);
        landing.Checked(drop, report);
        if (refusal is null)
        {
            var folder = entry is null ? null : await quarantine.RowsAsync(entry, drop, report, cancellationToken);
            return (drop with { AcceptedRows = report.AcceptedRows, RejectedRows = report.RejectedRows, QuarantineFolder = folder }, null);
        }

        if (!mayFlush)
        {
            // The rows of the drops before it stay. The parts of a single file are removed as a whole.
            parts.Current.Truncate(rowsBefore);
        }

        return (drop, await quarantine.RefuseAsync(drop, drop.Contract, refusal, cancellationToken, report, entry));
    }

    /// <summary>Why the file cannot be read to its end; null when all its rows have been checked.</summary>
    private async Task<Refusal?> CheckAsync(
        Drop drop, bool mayFlush, PartWriters parts, GateReport report, CancellationToken cancellationToken)
    {
        try
        {
            await check.RunAsync(drop, drop.Fit, drop.Selection, mayFlush, parts, report, cancellationToken);
            return null;
        }
        catch (Exception e) when (ReadFault.RefusalOf(e, drop, drop.Contract, report.AcceptedRows, report.RejectedRows) is { } fault)
        {
            return fault;
        }
    }

    /// <summary>Why a snapshot may not land without its rejected rows; null when it may.</summary>
    private async Task<Refusal?> SnapshotRefusalAsync(Drop drop, GateReport report, CancellationToken cancellationToken) =>
        report.RejectedRows > 0 && drop.Contract.Write.Mode is WriteMode.Snapshot && drop.Selection.Only is null
            ? await Kept.RefusalAsync(drop.Contract, report.RejectedRows, cancellationToken)
            : null;

    private string Folder(DataContract contract) =>
        landing.Staging.TableFolder(new LakeTableId(contract.Dataset, contract.Version.Major));
}
