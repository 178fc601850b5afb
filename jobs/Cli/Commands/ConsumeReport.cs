using DataShare.Consumers;
using DataShare.Schemas;

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
            : leftOut.Count > 0 || outcomes.Any(o => o is PollOutcome.Misfit) ? ExitCode.Usage
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
        }
    }

    private (string Word, Tone Tone, string Detail) Describe(PollOutcome outcome) => outcome switch
    {
        PollOutcome.Nothing nothing => ("up to date", Tone.Faint, $"nothing after sequence {nothing.Checkpoint}"),
        PollOutcome.Delivered delivered => ("delivered", Tone.Good,
            $"{CountText.Of(delivered.Rows, "changed row")} in sequences {delivered.From + 1} to {delivered.To}"),
        PollOutcome.Failed failed => (failed.IsPaused ? "paused" : "failed", Tone.Bad, failed.Error),
        PollOutcome.Misfit misfit => ("misfit", Tone.Bad, misfit.Error),
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
            from = delivered?.From,
            to = delivered?.To ?? (outcome as PollOutcome.Nothing)?.Checkpoint,
            rows = delivered?.Rows,
            files = delivered?.Files ?? [],
            error = (outcome as PollOutcome.Failed)?.Error ?? (outcome as PollOutcome.Misfit)?.Error ?? (outcome as PollOutcome.Paused)?.Run.Error,
        };
    }
}
