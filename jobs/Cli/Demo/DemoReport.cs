using DataShare.Consumers;
using DataShare.Producers;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>The output of <c>demo</c>: files with their outcomes, loads, consumers, a query, and the next commands.</summary>
internal sealed class DemoReport(ServedWorkspace served, IReadOnlyList<DemoDay> days, IWarehouse warehouse)
{
    private const string Question = """
        select p.category, count(*) as orders, sum(o.amount) as revenue
        from orders o join products p on p.product_id = o.product_id
        where o.status <> 'CANCELLED' group by p.category order by revenue desc
        """;

    private const string Consumed =
        "select country, sum(revenue) as revenue, max(lake_version) as lake_version from revenue_by_country group by country order by revenue desc limit 3";

    public async ValueTask WriteAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new
            {
                workspace = served.Workspace.Root,
                days = days.Select(d => new
                {
                    day = d.Name,
                    files = d.Datasets.SelectMany(r => r.Files.Select(IngestReport.Json)),
                    loads = d.Datasets.SelectMany(r => r.Loads.Select(IngestReport.Json)),
                    consumers = d.Consumers.Select(ConsumeReport.Json),
                }),
            });
            return;
        }

        Heading(terminal, "A sample shop, two days of files", served.Workspace.Root);
        foreach (var day in days)
        {
            WriteDay(terminal, day);
        }

        await WriteConsumedAsync(terminal, cancellationToken);
        Heading(terminal, "Ask the warehouse", Question.ReplaceLineEndings("\n  "));
        await AskAsync(Question, terminal, cancellationToken);
        WriteNext(terminal);
    }

    /// <summary>The two kinds of delivery: a table in the warehouse, and files.</summary>
    private async ValueTask WriteConsumedAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        Heading(terminal, "The table of consumer revenue-by-country", Consumed);
        await AskAsync(Consumed, terminal, cancellationToken);
        foreach (var file in days[^1].Consumers.OfType<PollOutcome.Delivered>().SelectMany(c => c.Files))
        {
            Heading(terminal, $"The last file for consumer {Path.GetFileName(Path.GetDirectoryName(file))}", file);
            await foreach (var line in File.ReadLinesAsync(file, cancellationToken).Take(4))
            {
                await terminal.Out.WriteLineAsync(line);
            }
        }
    }

    private async ValueTask AskAsync(string sql, Terminal terminal, CancellationToken cancellationToken)
    {
        await using var query = await warehouse.QueryAsync(sql, cancellationToken);
        await TableResult.WriteAsync(query, terminal, cancellationToken);
    }

    private void WriteDay(Terminal terminal, DemoDay day)
    {
        Heading(terminal, $"{day.Name}: files", "data/inbox/<dataset>/ → data/lake/");
        var files = new TextTable(new("FILE", Keep: true), new("OUTCOME", Keep: true), new("ROWS", Right: true, Keep: true), new("REJECTED", Right: true, Keep: true));
        foreach (var file in day.Datasets.SelectMany(d => d.Files))
        {
            var (word, tone, _) = IngestReport.Describe(file);
            var landed = file as DropOutcome.Landed;
            files.Add(
                $"{file.Dataset}/{file.Name}",
                new Cell(word, tone),
                landed is null ? "" : Amount.Count(landed.AcceptedRows),
                landed is null or { RejectedRows: 0 } ? "" : new Cell(Amount.Count(landed.RejectedRows), Tone.Warning));
        }

        files.Write(terminal);
        WriteReasons(terminal, day);
        Heading(terminal, $"{day.Name}: loaded", "data/lake/ → data/warehouse.duckdb");
        foreach (var dataset in day.Datasets)
        {
            var what = dataset.Problem?.Message ?? (dataset.Loads.Count == 0 ? "nothing new" : IngestReport.LoadLine(dataset.Loads));
            terminal.Out.WriteLine($"{dataset.Dataset.Value,-10} {what}");
        }

        Heading(terminal, $"{day.Name}: consumers got", "only rows that are new for them");
        new ConsumeReport(served.Workspace, day.Consumers, []).Write(terminal);
    }

    private static void WriteReasons(Terminal terminal, DemoDay day)
    {
        foreach (var file in day.Datasets.SelectMany(d => d.Files).Where(f => f is not DropOutcome.Landed { RejectedRows: 0 }))
        {
            terminal.Out.WriteLine(terminal.Paint($"  {file.Name}: {IngestReport.Describe(file).Detail}", Tone.Faint));
        }
    }

    private void WriteNext(Terminal terminal)
    {
        var option = served.Workspace.Option;
        Heading(terminal, "Go on", "the workspace is kept");
        terminal.Out.WriteLine($"  datashare status{option}");
        terminal.Out.WriteLine($"  datashare query \"from orders limit 5\"{option}");
        terminal.Out.WriteLine($"  datashare run{option}      then copy a file into {Workspace.Quote(Path.Combine(served.Workspace.Root, "data", "inbox", "orders"))}");
        terminal.Out.WriteLine("From the repository, write 'dotnet run -c Release --project jobs --' for 'datashare'.");
    }

    private static void Heading(Terminal terminal, string title, string detail)
    {
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"{terminal.Paint(title, Tone.Strong)}\n  {terminal.Paint(detail, Tone.Faint)}");
    }
}
