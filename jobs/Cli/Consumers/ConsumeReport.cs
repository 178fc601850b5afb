using DataShare.Consumers;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>The output of <c>consume</c>: a line for each consumer.</summary>
/// <param name="leftOut">The problems of definitions that were left out, although their consumers should have received rows.</param>
internal sealed class ConsumeReport(Workspace workspace, IReadOnlyList<PollOutcome> outcomes, IReadOnlyList<SourceProblem> leftOut)
{
    /// <summary>Prints and returns the exit code.</summary>
    public int Write(Terminal terminal)
    {
        var failed = outcomes.Any(o => o is PollOutcome.Failed or PollOutcome.Paused);
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new { consumers = outcomes.Select(Json), leftOut = leftOut.Select(Workspace.Shown) });
        }
        else if (outcomes.Count == 0 && leftOut.Count == 0)
        {
            terminal.Out.WriteLine($"There are no consumers; define one in {Workspace.Display(workspace.DefinitionsFolder)}/.");
        }
        else
        {
            WriteLines(terminal);
        }

        return failed ? ExitCode.Failed
            : leftOut.Count > 0 || outcomes.Any(o => o is PollOutcome.Misfit or PollOutcome.Stopped) ? ExitCode.Usage
            : ExitCode.Done;
    }

    private void WriteLines(Terminal terminal)
    {
        foreach (var outcome in outcomes)
        {
            var (word, tone, detail) = Describe(outcome);
            terminal.Out.WriteLine($"{terminal.Paint(word.PadRight(11), tone)}  {outcome.Consumer}: {detail}");
            foreach (var file in (outcome as PollOutcome.Delivered)?.Files ?? [])
            {
                terminal.Out.WriteLine($"{"",13}{Workspace.Display(file)}");
            }

            foreach (var table in outcome.Begun.Tables)
            {
                terminal.Out.WriteLine($"{terminal.Paint("note".PadRight(11), Tone.Warning)}  {outcome.Consumer}: it {ConsumerWords.Begins(table, outcome.Begun.Of(table)!.Value, "has begun")}");
            }
        }
    }

    private (string Word, Tone Tone, string Detail) Describe(PollOutcome outcome) => outcome switch
    {
        PollOutcome.Nothing nothing => ("up to date", Tone.Faint, $"nothing after {nothing.Positions}"),
        PollOutcome.Delivered delivered => ("delivered", Tone.Good,
            $"{CountText.Of(delivered.Rows, "changed row")} of {TableRange.Text(delivered.Ranges)}"),
        PollOutcome.Failed failed => (failed.IsPaused ? "paused" : "failed", Tone.Bad, failed.Error),
        PollOutcome.Stopped stopped => ("stopped", Tone.Bad, stopped.Error),
        PollOutcome.Misfit misfit => ("misfit", Tone.Bad, misfit.Error),
        PollOutcome.PausedByHand paused => ("paused", Tone.Warning,
            $"somebody paused it at {Minute.Of(paused.Pause.Since)}{ConsumerWords.Why(paused.Pause)}. Resume it with: datashare consumer resume {paused.Consumer}{workspace.Option}"),
        PollOutcome.Paused paused => ("paused", Tone.Bad,
            $"{paused.Run.Error}. Resume it with: datashare consume {paused.Consumer}{workspace.Option}"),
        _ => throw new InvalidOperationException($"No words for {outcome.GetType().Name}."),
    };

    public static object Json(PollOutcome outcome)
    {
        var delivered = outcome as PollOutcome.Delivered;
        return new
        {
            consumer = outcome.Consumer,
            outcome = char.ToLowerInvariant(outcome.GetType().Name[0]) + outcome.GetType().Name[1..],
            from = delivered is null ? null : Ends(delivered.Ranges, r => r.From),
            to = delivered is null ? (outcome as PollOutcome.Nothing)?.Positions.ByTable : Ends(delivered.Ranges, r => r.To),
            begun = outcome.Begun.ByTable,
            rows = delivered?.Rows,
            files = delivered?.Files ?? [],
            error = (outcome as PollOutcome.Failed)?.Error ?? (outcome as PollOutcome.Misfit)?.Error ?? (outcome as PollOutcome.Stopped)?.Error ?? (outcome as PollOutcome.Paused)?.Run.Error,
        };
    }

    private static IReadOnlyDictionary<string, long> Ends(IReadOnlyList<TableRange> ranges, Func<TableRange, long> end) =>
        new LakePositions(ranges.Select(r => KeyValuePair.Create(r.Table, end(r)))).ByTable;
}
