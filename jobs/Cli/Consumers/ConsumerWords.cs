using System.Globalization;
using DataShare.Consumers;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>The words for a consumer's state, which several commands print.</summary>
internal static class ConsumerWords
{
    public static Cell State(ConsumerState consumer) => consumer switch
    {
        { Pause: { } pause } => new Cell($"paused by hand{Why(pause)}", Tone.Warning),
        { LastRun: null } => new Cell("never run", Tone.Faint),
        { LastRun: { Status: RunStatus.Paused } run } => new Cell($"paused: {run.Error}", Tone.Bad),
        { LastRun: { Status: RunStatus.Failed } run } => new Cell($"failed: {run.Error}", Tone.Bad),
        { LastRun.Status: RunStatus.Started } => new Cell("running"),
        { LastRun.Status: RunStatus.Abandoned } => new Cell("moved", Tone.Faint),
        _ => new Cell(Amount.Rows(consumer.LastRun.Rows), Tone.Good),
    };

    /// <summary>Where a consumer begins with a table that it has not read before.</summary>
    /// <param name="begins">A form of "to begin".</param>
    public static string Begins(LakeTableId table, long after, string begins) => after < 0
        ? $"{begins} to read {table}, with its first row"
        : string.Create(CultureInfo.InvariantCulture, $"{begins} to read {table}, with the rows after lake version {after} (from: newest)");

    /// <summary>The datasets that a consumer's next delivery begins to read.</summary>
    public static IEnumerable<string> Beginnings(ConsumerState consumer) =>
        consumer.Begins.Tables.Select(t => $"{consumer.Consumer}: its next delivery {Begins(t, consumer.Begins.Of(t)!.Value, "begins")}");

    /// <summary>The reason of a pause, as the end of a sentence.</summary>
    public static string Why(ConsumerPause pause) => pause.Reason is { } reason ? $": {reason}" : "";

    public static string Delivery(ConsumerDefinition consumer) => consumer.Deliver switch
    {
        DeliveryRules.Files files => $"{(files.Format is FileFormat.Parquet ? "Parquet" : "CSV")} files in {files.Path}",
        DeliveryRules.Sql => "SQL in the warehouse",
        var other => throw new InvalidOperationException($"No words for {other.GetType().Name}."),
    };

    public static object Json(ConsumerState consumer, DateTimeOffset now) => new
    {
        consumer = consumer.Consumer,
        positions = consumer.Positions.ByTable,
        newest = consumer.Newest.ByTable,
        lag = new
        {
            commits = consumer.Lag.Commits,
            rows = consumer.Lag.Rows,
            since = consumer.Lag.Since,
            seconds = consumer.Lag.Since is { } since ? (long?)Math.Max(0, (long)(now - since).TotalSeconds) : null,
        },
        paused = consumer.Pause is not null || consumer.LastRun?.Status is RunStatus.Paused,
        pause = consumer.Pause,
        lastRun = consumer.LastRun is { } run ? Run(run) : null,
    };

    public static object Json(ConsumerDefinition definition, ConsumerState consumer, DateTimeOffset now) => new
    {
        owner = definition.Owner,
        delivers = Delivery(definition),
        definition = definition.SourceFile,
        state = Json(consumer, now),
    };

    public static object Run(ConsumerRun run) => new
    {
        number = run.Number,
        ranges = run.Ranges.Select(r => new { table = r.Table.ToString(), from = r.From, to = r.To }),
        attempt = run.Attempt,
        status = run.Status,
        startedAt = run.StartedAt,
        finishedAt = run.FinishedAt,
        rows = run.Rows,
        error = run.Error,
    };
}
