using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Takes a group of drops through the gate: their accepted rows into parts, the rest into quarantine.</summary>
internal sealed class GroupStage(LakeStore lake, DropGate gate, Quarantining quarantine, ProducerOptions options)
{
    /// <summary>Stages the drops one after the other. Parts are complete, but no commit names them yet.</summary>
    public async Task<StagedGroup> RunAsync(
        DataContract contract, IReadOnlyList<FittedDrop> drops, CancellationToken cancellationToken)
    {
        var staged = new List<StagedDrop>();
        var refused = new List<(DropFile, DropOutcome)>();
        var changed = new List<DropFile>();
        IReadOnlyList<IReadOnlyList<FittedDrop>> rest = [];
        await using var pipeline = new PartPipeline(
            contract, Table(contract).Folder, drops[0].File.LoadId, options.Writers, cancellationToken);
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
                    staged.Add(accepted);
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
        return new StagedGroup(contract, staged, refused, changed, parts, rest);
    }

    /// <summary>Removes the parts of a group that is not going to be committed.</summary>
    public void Discard(StagedGroup group)
    {
        foreach (var part in group.Parts)
        {
            File.Delete(Path.Combine(Table(group.Contract).Folder, part.Name));
        }
    }

    /// <summary>Takes the rejected rows of a drop that turned out to be a duplicate out of quarantine.</summary>
    public void Withdraw(StagedDrop drop) => quarantine.Withdraw(drop.File.LoadId);

    private async Task<(StagedDrop? Staged, DropOutcome? Refused)> StageAsync(
        FittedDrop drop, bool mayFlush, PartPipeline pipeline, CancellationToken cancellationToken)
    {
        var file = drop.File;
        var contract = drop.Fit.Contract;
        QuarantineEntry? entry = null;
        await using var report = new GateReport(form => new RejectedRowsWriter(
            entry = quarantine.Begin(file.LoadId), file.LoadId, form, contract.Columns.Any(c => c.IsRestricted)));
        try
        {
            var rowsBefore = pipeline.Current.Rows;
            var refusal = await GateAsync(drop, mayFlush, pipeline, report, cancellationToken);
            await report.CompleteAsync(cancellationToken);
            if (refusal is null)
            {
                var folder = report.RejectedRows > 0
                    ? await quarantine.RowsAsync(entry!, file, contract.Version, report, cancellationToken)
                    : null;
                return (new StagedDrop(file, report.AcceptedRows, report.RejectedRows, folder, drop.CorrelationId, drop.IsNews), null);
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
        catch (Exception e) when (Refusal.OfFault(e) is not null)
        {
            return Refusal.OfFault(e);
        }

        if (drop.Selection.Only is not null)
        {
            return report.AcceptedRows == 0 ? Quarantining.NoneMended(drop.File, drop.Fit.Contract, report) : null;
        }

        return report.Exceeds(Quarantining.MaxPercent(drop.Fit.Contract))
            ? Quarantining.TooManyBadRows(drop.File, drop.Fit.Contract, report)
            : null;
    }

    private DeltaTable Table(DataContract contract) =>
        lake.Table(new LakeTableId(contract.Dataset, contract.Version.Major));
}
