using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Takes a group of drops through the gate: their accepted rows into parts, the rest into quarantine.</summary>
internal sealed class GroupStage(
    LakeStore lake, ContractCatalog catalog, DropGate gate, IDropEnds ends, ProducerOptions options)
{
    private readonly Quarantining quarantine = ends.Quarantine;
    private readonly KeptRows kept = new(ends.History, ends.Staging, catalog, gate, options);
    private readonly DatasetRules rules = new(lake, catalog);

    /// <summary>Stages the drops one after the other. Parts are complete, but no commit names them yet.</summary>
    public async Task<StagedGroup> RunAsync(
        DataContract contract, IReadOnlyList<FittedDrop> drops, CancellationToken cancellationToken)
    {
        var staged = new List<(FittedDrop Drop, StagedDrop Staged)>();
        var refused = new List<(DropFile, DropOutcome)>();
        var changed = new List<DropFile>();
        IReadOnlyList<IReadOnlyList<FittedDrop>> rest = [];
        await using var pipeline = new PartPipeline(
            contract, Folder(contract), drops[0].File.LoadId, options.Writers, cancellationToken);
        // Rows of a lone file may be written before its end: if it is refused, all parts go with it.
        var alone = drops.Count == 1;
        foreach (var (i, drop) in drops.Index())
        {
            var rowsBefore = pipeline.Current.Rows;
            (StagedDrop?, DropOutcome?) result;
            try
            {
                result = await StageAsync(drop, alone, pipeline, cancellationToken);
            }
            catch (OutgrownException)
            {
                pipeline.Current.Truncate(rowsBefore);
                rest = [[drop], [.. drops.Skip(i + 1)]];
                break;
            }

            switch (result)
            {
                case (StagedDrop accepted, null):
                    staged.Add((drop, accepted));
                    break;
                case (null, DropOutcome outcome):
                    refused.Add((drop.File, outcome));
                    break;
                default:
                    changed.Add(drop.File);
                    break;
            }

            if (!alone && pipeline.IsFull)
            {
                await pipeline.FlushAsync();
            }
        }

        var parts = staged.Count > 0 ? await pipeline.CompleteAsync() : [];
        var group = new StagedGroup(contract, [.. staged.Select(s => s.Staged)], refused, changed, parts, rest);
        group = staged.Count > 0 && DatasetRules.Apply(contract, staged.Select(s => s.Drop))
            ? await JudgeAsync(group, staged, cancellationToken)
            : group;
        return contract.Write.Mode is WriteMode.Snapshot && group.Drops.Count > 0 ? await kept.AddAsync(group, staged[0].Drop, cancellationToken) : group;
    }

    /// <summary>
    /// Holds the dataset's rules against what is staged. Files and rows that break one are taken out, and what is left of
    /// the group is staged anew.
    /// </summary>
    private async Task<StagedGroup> JudgeAsync(
        StagedGroup group, List<(FittedDrop Drop, StagedDrop Staged)> staged, CancellationToken cancellationToken)
    {
        var parts = group.Parts.Select(p => Path.Combine(Folder(group.Contract), p.Name)).ToList();
        var findings = await rules.RunAsync(
            group.Contract,
            [.. staged.Select(s => (s.Drop, s.Staged.RejectedRows))],
            parts,
            Path.Combine(Path.GetDirectoryName(staged[0].Drop.File.Path)!, ".rules"),
            cancellationToken);
        if (findings.Values.All(f => f.Refused.Count == 0 && f.Errors.Count == 0))
        {
            return group with { Drops = [.. group.Drops.Select(d => d with { Notes = [.. d.Notes, .. findings[d.File.LoadId].Warnings] })] };
        }

        group.Discard(ends.Staging);
        var refused = group.Refused.ToList();
        var changed = group.Changed.ToList();
        var again = new List<FittedDrop>();
        foreach (var (drop, _) in staged)
        {
            // What is there of its rejected rows is not all of them.
            quarantine.Withdraw(drop.File.LoadId);
            var finding = findings[drop.File.LoadId];
            if (finding.Errors.Count == 0)
            {
                again.Add(drop with { Selection = drop.Selection with { Refused = [.. drop.Selection.Refused, .. finding.Refused] } });
            }
            else if (!drop.File.IsUnchanged())
            {
                changed.Add(drop.File);
            }
            else
            {
                refused.Add((drop.File, await RefuseAsync(drop, finding, cancellationToken)));
            }
        }

        return group with { Drops = [], Parts = [], Refused = refused, Changed = changed, Rest = [again, .. group.Rest] };
    }

    private async Task<DropOutcome> RefuseAsync(FittedDrop drop, RuleFindings finding, CancellationToken cancellationToken)
    {
        var contract = drop.Fit.Contract;
        var refusal = Refusal.Of(finding, contract);
        if (drop.File.Claim.Replay is { } replay)
        {
            return new NotReplayed(contract.Dataset, drop.File.Name, replay.OfLoad, refusal.Reason);
        }

        using var entry = quarantine.Begin(drop.File.LoadId);
        return await quarantine.FileAsync(entry, drop.File, contract.Version, refusal, null, cancellationToken);
    }

    private async Task<(StagedDrop? Staged, DropOutcome? Refused)> StageAsync(
        FittedDrop drop, bool mayFlush, PartPipeline pipeline, CancellationToken cancellationToken)
    {
        var file = drop.File;
        var contract = drop.Fit.Contract;
        QuarantineEntry? entry = null;
        await using var report = new GateReport(form => quarantine.Writer(entry = quarantine.Begin(file.LoadId), file, contract, form));
        try
        {
            var rowsBefore = pipeline.Current.Rows;
            var refusal = await GateAsync(drop, mayFlush, pipeline, report, cancellationToken);
            await report.CompleteAsync(cancellationToken);
            ends.Checked(drop, report);
            if (refusal is null)
            {
                var folder = report.RejectedRows > 0
                    ? await quarantine.RowsAsync(entry!, file, contract.Version, report, cancellationToken)
                    : null;
                return (new StagedDrop(file, report.AcceptedRows, report.RejectedRows, folder, drop.CorrelationId, drop.IsNews) { Notes = drop.Notes }, null);
            }

            if (!mayFlush)
            {
                // The rows of the drops before it stay; a lone file's pipeline is dropped as a whole.
                pipeline.Current.Truncate(rowsBefore);
            }

            if (!file.IsUnchanged())
            {
                // Half a file looks broken. It is no reason for quarantine: the other half is still to come.
                return (null, null);
            }

            if (file.Claim.Replay is { } replay)
            {
                return (null, new NotReplayed(contract.Dataset, file.Name, replay.OfLoad, refusal.Reason));
            }

            entry ??= quarantine.Begin(file.LoadId);
            return (null, await quarantine.FileAsync(entry, file, contract.Version, refusal, report, cancellationToken));
        }
        finally
        {
            entry?.Dispose();
        }
    }

    /// <summary>Why the file is refused as a whole; null when its accepted rows may land.</summary>
    private async Task<Refusal?> GateAsync(
        FittedDrop drop, bool mayFlush, PartPipeline pipeline, GateReport report, CancellationToken cancellationToken)
    {
        try
        {
            await gate.RunAsync(drop.File, drop.Fit, drop.Selection, mayFlush, pipeline, report, cancellationToken);
        }
        catch (FileRefusedException e)
        {
            return Refusal.Of(e);
        }
        catch (Exception e) when (Refusal.OfFault(e, drop.File, drop.Fit.Contract, report) is not null)
        {
            return Refusal.OfFault(e, drop.File, drop.Fit.Contract, report);
        }

        if (drop.Selection.Only is not null)
        {
            return report.AcceptedRows == 0 ? Quarantining.NoneMended(drop.File, drop.Fit.Contract, report) : null;
        }

        return Refusal.OfRows(drop.Totals, report) is { } other ? other
            : report.Exceeds(Quarantining.MaxPercent(drop.Fit.Contract))
            ? Quarantining.TooManyBadRows(drop.File, drop.Fit.Contract, report)
            : report.RejectedRows > 0 ? await kept.RefusalAsync(drop.Fit.Contract, report.RejectedRows, cancellationToken) : null;
    }

    private string Folder(DataContract contract) =>
        ends.Staging.TableFolder(new LakeTableId(contract.Dataset, contract.Version.Major));
}
