using System.CommandLine;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare query</c>: runs SQL in the warehouse.</summary>
internal sealed class QueryCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string> sql = new("SQL") { Description = "The query: one select." };

    private readonly Option<string?> format = new("--format", "-f")
    {
        Description = "The format. Default: from the file extension of --out; without --out, table.",
        HelpName = "table|csv|json|parquet",
    };

    private readonly Option<string?> output = new("--out", "-o") { Description = "Write the result into this file.", HelpName = "FILE" };

    public QueryCommand(CommonOptions common)
        : base("query", "Runs a SQL query on the warehouse. Each dataset has a view with its name, and one more for each major version.")
    {
        this.common = common;
        format.AcceptOnlyFromAmong("table", "csv", "json", "parquet");
        Add(sql);
        Add(format);
        Add(output);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare query \"select country, count(*) from orders group by country order by 2 desc\"",
        "datashare query \"select * from orders_v1\" --format csv > orders.csv",
        "datashare query \"select * from orders\" --out orders.parquet",
    ];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        var file = call.GetValue(output);
        var chosen = Format(call.GetValue(format), terminal.Json, file);
        var path = file is null ? null : FileIn(file);
        using var host = WorkspaceHost.ForQuery(served, path is null ? [] : [Unfinished(path)]);
        var warehouse = host.Services.GetRequiredService<IWarehouse>();
        var statement = call.GetValue(sql)!;
        try
        {
            if (path is null)
            {
                await PrintAsync(warehouse, statement, chosen, terminal, cancellationToken);
            }
            else
            {
                var rows = await WriteFileAsync(warehouse, statement, chosen, path, cancellationToken);
                await terminal.Error.WriteLineAsync($"{Amount.Rows(rows)} in {file}");
            }
        }
        catch (WarehouseException e) when (NotLoaded(e, served) is { } dataset)
        {
            throw new UsageException($"Dataset '{dataset}' has no view yet, because nothing has been loaded. Drop a file and run: datashare ingest", e);
        }

        return ExitCode.Done;
    }

    private static string FileIn(string file)
    {
        var path = Path.GetFullPath(file);
        return Directory.Exists(Path.GetDirectoryName(path))
            ? path
            : throw new UsageException($"There is no folder '{Path.GetDirectoryName(path)}' for '{file}'. Nothing was written.");
    }

    /// <summary>The dataset of a missing view, if the dataset has no load yet; otherwise null.</summary>
    private static DatasetName? NotLoaded(WarehouseException refused, ServedWorkspace served) =>
        served.Written.Datasets.FirstOrDefault(d => d.Value.Replace('-', '_') is var view
            && (refused.Message.Contains($"Table with name {view} does not exist", StringComparison.OrdinalIgnoreCase)
                || refused.Message.Contains($"Invalid object name '{view}'", StringComparison.OrdinalIgnoreCase)));

    private static async ValueTask PrintAsync(
        IWarehouse warehouse, string sql, string format, Terminal terminal, CancellationToken cancellationToken)
    {
        if (format == "csv")
        {
            await using var text = terminal.OpenRaw();
            await warehouse.WriteCsvAsync(sql, text, cancellationToken);
            return;
        }

        await using var query = await warehouse.QueryAsync(sql, cancellationToken);
        switch (format)
        {
            case "json":
                await using (var stream = ResultOutput.Open())
                {
                    await JsonResult.WriteAsync(query, stream, cancellationToken);
                }

                break;
            default:
                if (await TableResult.WriteAsync(query, terminal, cancellationToken))
                {
                    await terminal.Error.WriteLineAsync(
                        $"{Amount.Count(TableResult.MaxRows)} rows shown; use --format csv to get all.");
                }

                break;
        }
    }

    private static string Unfinished(string file) => file + ".part";

    /// <summary>Writes a temporary file and renames it, so that a stopped query leaves no half file.</summary>
    private static async ValueTask<long> WriteFileAsync(
        IWarehouse warehouse, string sql, string format, string file, CancellationToken cancellationToken)
    {
        var temporary = Unfinished(file);
        try
        {
            var rows = format == "json"
                ? await WriteJsonAsync(warehouse, sql, temporary, cancellationToken)
                : await warehouse.ExportAsync(sql, temporary, format == "csv" ? FileFormat.Csv : FileFormat.Parquet, cancellationToken);
            File.Move(temporary, file, true);
            return rows;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static async ValueTask<long> WriteJsonAsync(IWarehouse warehouse, string sql, string file, CancellationToken cancellationToken)
    {
        await using var query = await warehouse.QueryAsync(sql, cancellationToken);
        await using var stream = File.Create(file);
        return await JsonResult.WriteAsync(query, stream, cancellationToken);
    }

    private static string Format(string? named, bool json, string? file)
    {
        var ending = Path.GetExtension(file)?.TrimStart('.').ToLowerInvariant();
        var format = named ?? (json ? "json" : ending is "csv" or "json" or "parquet" ? ending : file is null ? "table" : null);
        return format switch
        {
            null => throw new UsageException($"--format is required for '{file}': --format csv, json or parquet."),
            "parquet" when file is null => throw new UsageException("Parquet cannot be written to a terminal: add --out FILE."),
            "table" when file is not null => throw new UsageException("--format table cannot be used with --out: use --format csv, json or parquet."),
            _ => format,
        };
    }
}
