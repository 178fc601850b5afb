using System.Globalization;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>The output of <c>status</c>.</summary>
internal sealed class StatusReport(ServedWorkspace served, WorkspaceStatus status, DateTimeOffset now)
{
    public void Write(Terminal terminal)
    {
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, Json());
            return;
        }

        terminal.Out.WriteLine($"Workspace {served.Workspace.Root}");
        if (status.Away is { } away)
        {
            terminal.Out.WriteLine(terminal.Paint(
                string.Create(CultureInfo.InvariantCulture, $"The warehouse has been unreachable since {away.Since.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z ({Age(away.Since)}). {away.Reason}"),
                Tone.Bad));
        }

        terminal.Out.WriteLine();
        Datasets().Write(terminal);
        if (status.Consumers.Count > 0)
        {
            terminal.Out.WriteLine();
            Consumers().Write(terminal);
        }

        WriteTroubles(terminal);
        var quarantined = status.Datasets.Sum(d => d.Quarantined);
        if (quarantined > 0)
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine(terminal.Paint(
                $"{quarantined} in quarantine. See: datashare quarantine list", Tone.Warning));
        }

        if (status.NotTaken.Count > 0)
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine(terminal.Paint("Left out; everything else continues:", Tone.Warning));
            foreach (var left in status.NotTaken)
            {
                WrappedText.Write(terminal, left.Text, "  ");
            }
        }
    }

    /// <summary>Problems that the tables do not show.</summary>
    private void WriteTroubles(Terminal terminal)
    {
        List<(string Text, Tone Tone)> troubles =
        [
            .. status.Datasets.Where(d => d.Damage is not null).Select(d => ($"{d.Dataset}: the lake is damaged. {d.Damage} See all damage with: datashare verify", Tone.Bad)),
            .. status.Blocked.Select(b => (Blocked(b), Tone.Bad)),
            .. status.Consumers.SelectMany(ConsumerWords.Beginnings).Select(text => (text, Tone.Warning)),
            .. status.Mapped.Select(m => (m.Text, Tone.Warning)),
            .. status.Datasets.Where(d => d.Claimed > 0).Select(d => (
                $"{d.Dataset}: {(d.Claimed == 1 ? "1 file is" : $"{Number(d.Claimed)} files are")} claimed: a run is working on {(d.Claimed == 1 ? "it" : "them")}, or was stopped, and the next run continues.", Tone.Warning)),
        ];
        if (troubles.Count > 0)
        {
            terminal.Out.WriteLine();
        }

        foreach (var (text, tone) in troubles)
        {
            WrappedText.Write(terminal, ReasonText.Harmless(text), "", tone);
        }
    }

    private static string Blocked(BlockedLoad blocked) => blocked.Table is null
        ? $"{blocked.Dataset}: nothing has been loaded since {Minute.Of(blocked.Since)}. {blocked.Reason}"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{blocked.Table}: lake version {blocked.LakeVersion} ({string.Join(", ", blocked.Files)}) has failed to load since {Minute.Of(blocked.Since)}, and later commits wait. {blocked.Reason}");

    private TextTable Datasets()
    {
        var table = new TextTable(
            new("DATASET"),
            new("CONTRACT", Keep: true),
            new("INBOX", Right: true, Keep: true),
            new("LAKE", Right: true, Keep: true),
            new("LOADED", Right: true, Keep: true),
            new("ROWS", Right: true, Keep: true),
            new("QUARANTINE", Right: true, Keep: true),
            new("LAST LOAD", Keep: true));
        foreach (var dataset in status.Datasets)
        {
            var tables = dataset.Tables.Count > 0 ? dataset.Tables : [new TableState(0, dataset.Contract, -1, -1, null, null)];
            foreach (var (i, state) in tables.Index())
            {
                var behind = state.LoadedVersion < state.LakeVersion;
                table.Add(
                    dataset.Tables.Count > 1 ? $"{dataset.Dataset} v{state.Major}" : dataset.Dataset.Value,
                    state.Contract?.ToString() ?? "none",
                    new Cell(Number(i == 0 ? dataset.Waiting : 0), dataset.Waiting > 0 ? Tone.Warning : Tone.Plain),
                    Version(state.LakeVersion),
                    status.Away is null ? new Cell(Version(state.LoadedVersion), behind ? Tone.Warning : Tone.Plain) : new Cell("?", Tone.Faint),
                    state.Rows is { } rows ? Amount.Count(rows) : "-",
                    new Cell(Number(i == 0 ? dataset.Quarantined : 0), dataset.Quarantined > 0 ? Tone.Bad : Tone.Plain),
                    Age(state.LoadedAt));
            }
        }

        return table;
    }

    private TextTable Consumers()
    {
        var table = new TextTable(
            new("CONSUMER"),
            new("POSITION"),
            new("LAG", Right: true, Keep: true),
            new("ROWS", Right: true, Keep: true),
            new("BEHIND", Keep: true),
            new("LAST RUN", Keep: true),
            new("STATE"));
        foreach (var consumer in status.Consumers)
        {
            table.Add(
                consumer.Consumer,
                consumer.Positions.ToString(),
                new Cell(Amount.Count(consumer.Lag.Commits), consumer.Lag.Commits > 0 ? Tone.Warning : Tone.Plain),
                Amount.Count(consumer.Lag.Rows),
                Length(consumer.Lag.Since),
                Age(consumer.LastRun?.FinishedAt ?? consumer.LastRun?.StartedAt),
                ConsumerWords.State(consumer));
        }

        return table;
    }

    private object Json() => new
    {
        workspace = served.Workspace.Root,
        warehouseAway = status.Away,
        datasets = status.Datasets.Select(d => new
        {
            dataset = d.Dataset.Value,
            contract = d.Contract?.ToString(),
            waiting = d.Waiting,
            claimed = d.Claimed,
            damage = d.Damage,
            quarantined = d.Quarantined,
            tables = d.Tables,
        }),
        consumers = status.Consumers.Select(c => ConsumerWords.Json(c, now)),
        blocked = status.Blocked,
        mapped = status.Mapped,
        leftOut = status.NotTaken.Select(n => n.Json),
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Version(long version) => version < 0 ? "-" : Number(version);

    /// <summary>The age of the time in words. The JSON has the exact time.</summary>
    private string Age(DateTimeOffset? time) => (now - time) switch
    {
        null => "-",
        { TotalMinutes: <= -1 } => "in the future",
        { TotalMinutes: < 1 } => "just now",
        { } age => $"{Length(age)} ago",
    };

    /// <summary>The time that has passed, in words.</summary>
    private string Length(DateTimeOffset? since) => since is { } time ? Length(now - time) : "-";

    private static string Length(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)time.TotalSeconds)} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h"),
        _ => CountText.Of((int)time.TotalDays, "day"),
    };
}
