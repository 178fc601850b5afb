using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>Reads a consumer's definition, one YAML file.</summary>
internal static class ConsumerReader
{
    private const int MostAttempts = 100;

    /// <summary>Never throws for a bad file: the result has all problems, with line and column.</summary>
    /// <param name="engine">The engine of the SQL; null for any.</param>
    public static ConsumerReading Read(string yaml, string file, EngineDescription? engine = null)
    {
        var problems = new List<SourceProblem>();
        var definition = YamlSource.Parse(yaml, file, problems) is { } source ? Read(source, yaml, engine) : null;
        return problems.Count == 0
            ? new ConsumerReading(definition, [])
            : new ConsumerReading(null, [.. problems.OrderBy(p => p.Line).ThenBy(p => p.Column)]);
    }

    private static ConsumerDefinition? Read(YamlSource source, string yaml, EngineDescription? engine)
    {
        var root = source.Root;
        var name = root.RequiredText("consumer");
        if (name.Length > 0 && DatasetName.TryParse(name) is null)
        {
            root.Problem("consumer", $"{SourceProblem.Quote(name)} is not a consumer's name; expected {DatasetName.Expected}");
        }

        var owner = root.RequiredText("owner");
        var reads = ReadsReader.Read(root);
        var schedule = Schedule(root.Mapping("schedule"));
        var deliver = DeliveryReader.Read(root, reads, engine);
        var retry = Retry(root.Mapping("retry"));
        var onFailure = root.OneOf("onFailure", "pause", "continue") is "pause" ? FailureRule.Pause : FailureRule.Continue;
        root.Allow("description", "tags");
        root.NoOtherKeys();
        return deliver is null
            ? null
            : new ConsumerDefinition
            {
                Name = name,
                Owner = owner,
                Reads = reads,
                Schedule = schedule,
                Deliver = deliver,
                Retry = retry,
                OnFailure = onFailure,
                SourceFile = source.File,
                SourceText = yaml,
                Places = source.Places,
            };
    }

    private static ConsumerSchedule Schedule(YamlMapping? schedule)
    {
        if (schedule is null)
        {
            return new ConsumerSchedule();
        }

        // A definition with a cron expression is polled only then, unless it also asks for onCommit.
        var cron = schedule.Text("cron");
        var onCommit = schedule.Flag("onCommit") ?? cron is null;
        schedule.NoOtherKeys();
        var read = new ConsumerSchedule(cron, onCommit);
        schedule.Note(read, "cron");
        return read;
    }

    private static RetryRules Retry(YamlMapping? retry)
    {
        if (retry is null)
        {
            return new RetryRules();
        }

        var attempts = retry.Number("attempts") ?? new RetryRules().Attempts;
        if (attempts is < 1 or > MostAttempts)
        {
            retry.Problem("attempts", $"{attempts} attempts; expected 1 to {MostAttempts}");
        }

        var backoff = retry.Duration("backoff");
        if (backoff > RetryRules.MaxBackoff)
        {
            retry.Problem("backoff", $"'{retry.Text("backoff")}' is too long; expected at most 1h");
        }

        retry.NoOtherKeys();
        return new RetryRules(attempts, backoff);
    }
}

/// <summary>The definition in a file; null if the file has any problem.</summary>
internal sealed record ConsumerReading(ConsumerDefinition? Definition, IReadOnlyList<SourceProblem> Problems);
