namespace DataShare.Producers;

/// <summary>Takes a file through the gate and the rules of its dataset, and leaves nothing.</summary>
internal sealed class TrialGate(DropGate gate, DatasetRules rules, ProducerOptions options)
{
    /// <param name="known">Rows that were rejected before; null when nothing is known of before.</param>
    public async Task<TrialOutcome> RunAsync(FittedDrop drop, RowSet? known, CancellationToken cancellationToken)
    {
        if (!DatasetRules.Apply(drop.Fit.Contract, [drop]))
        {
            return await GateAsync(drop, known, new DiscardedRows(drop.Fit.Contract), cancellationToken);
        }

        while (true)
        {
            var folder = Path.Combine(drop.File.Claim.Folder, ".staged");
            await using var pipeline = new PartPipeline(drop.Fit.Contract, folder, drop.File.LoadId, options.Writers, cancellationToken);
            var outcome = await GateAsync(drop, known, pipeline, cancellationToken);
            if (outcome.Refusal is not null)
            {
                return outcome;
            }

            var parts = await pipeline.CompleteAsync();
            var findings = await rules.RunAsync(
                drop.Fit.Contract,
                [(drop, outcome.Report.RejectedRows)],
                [.. parts.Select(p => Path.Combine(folder, p.Name))],
                Path.Combine(drop.File.Claim.Folder, ".rules"),
                cancellationToken);
            pipeline.Discard();
            var finding = findings[drop.File.LoadId];
            if (finding.Errors.Count > 0)
            {
                return outcome with { Refusal = Refusal.Of(finding, drop.Fit.Contract) };
            }

            if (finding.Refused.Count == 0)
            {
                return outcome with { Notes = finding.Warnings };
            }

            drop = drop with { Selection = drop.Selection with { Refused = [.. drop.Selection.Refused, .. finding.Refused] } };
        }
    }

    private async Task<TrialOutcome> GateAsync(FittedDrop drop, RowSet? known, IRowTarget target, CancellationToken cancellationToken)
    {
        var reasons = new TrialReasons(known);
        await using var report = new GateReport(_ => reasons);
        Refusal? refusal;
        try
        {
            await gate.RunAsync(drop.File, drop.Fit, drop.Selection, mayFlush: true, target, report, cancellationToken);
            refusal = drop.Totals?.CheckRows(report)
                ?? (report.Exceeds(Quarantining.MaxPercent(drop.Fit.Contract)) ? Quarantining.TooManyBadRows(drop.File, drop.Fit.Contract, report) : null);
        }
        catch (FileRefusedException e)
        {
            refusal = Refusal.Of(e);
        }

        return new TrialOutcome(report, reasons, refusal, []);
    }
}

/// <param name="Report">Its counts; nothing more is added to it.</param>
/// <param name="Refusal">Why the file would be refused as a whole; null when it would land.</param>
/// <param name="Notes">Rules that it breaks and would land all the same.</param>
internal sealed record TrialOutcome(GateReport Report, TrialReasons Reasons, Refusal? Refusal, IReadOnlyList<string> Notes);
