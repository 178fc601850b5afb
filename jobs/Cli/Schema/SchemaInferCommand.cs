using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using DataShare.Producers;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary><c>datashare schema infer</c>: drafts a first contract from a file. The contract accepts that file.</summary>
internal sealed partial class SchemaInferCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string> file = new("FILE") { Description = "A CSV or Parquet file, also packed as .gz. It is not changed." };
    private readonly Option<string?> dataset = new("--dataset", "-d") { Description = "The dataset. Default: taken from the file's name.", HelpName = "NAME" };
    private readonly Option<string?> place = new("--out", "-o")
    {
        Description = "The file to write; - prints the contract. Default: version 1.0.0 in the workspace's contracts.",
        HelpName = "FILE|-",
    };

    private readonly Option<string?> delimiter = new("--delimiter") { Description = "The delimiter of a CSV file: one character, or 'tab'. Default: detected.", HelpName = "CHAR" };
    private readonly Option<string?> encoding = new("--encoding") { Description = "The encoding of a CSV file, such as windows-1252. Default: UTF-8 or UTF-16, as detected; no other encoding is detected.", HelpName = "NAME" };

    public SchemaInferCommand(CommonOptions common)
        : base("infer", "Writes a first contract from a file: dialect, types, lengths, nulls and a key; and lists what to check. Overwrites nothing.")
    {
        this.common = common;
        Add(file);
        Add(dataset);
        Add(place);
        Add(delimiter);
        Add(encoding);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare schema infer orders-2026-01.csv               contracts/orders/1.0.0.odcs.yaml",
        "datashare schema infer may.parquet --dataset orders     under another name than the file's",
        "datashare schema infer orders.csv --out -               print it first",
    ];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var source = call.GetValue(file)!;
        if (!File.Exists(source))
        {
            throw new UsageException(Directory.Exists(source) ? $"'{source}' is a folder; name a file in it." : $"There is no file '{source}'.");
        }

        var name = DatasetOf(source, call.GetValue(dataset));
        var target = call.GetValue(place) ?? NewPlace(common.OpenWorkspace(call), name);
        var options = new InferOptions
        {
            Delimiter = Delimiter(call.GetValue(delimiter)),
            Encoding = Encoding(call.GetValue(encoding)),
            Unpack = Unpack(call),
        };
        var inferred = await IngestProgressBar.ShowAsync(
            terminal, progress => InferContract.RunAsync(Path.GetFullPath(source), name, options, progress, cancellationToken));
        if (target == "-")
        {
            await terminal.Out.WriteAsync(inferred.Yaml);
            return ExitCode.Done;
        }

        if (!NewFile.Write(Path.GetFullPath(target), inferred.Yaml))
        {
            throw new UsageException($"'{target}' already exists and was not changed. Print the contract with: --out -");
        }

        Report(terminal, source, Path.GetFullPath(target), inferred);
        return ExitCode.Done;
    }

    /// <summary>The settings of the workspace, or the defaults, because printing a contract needs no workspace.</summary>
    private UnpackOptions Unpack(ParseResult call) =>
        call.GetValue(place) is not null && call.GetValue(common.Workspace) is null && Workspace.FindAbove(Environment.CurrentDirectory) is null
            ? new UnpackOptions()
            : WorkspaceSettings.Read(common.OpenWorkspace(call), null).Producers.Unpack;

    /// <exception cref="UsageException">The dataset already has contracts. A change is a new version, which a person writes.</exception>
    private static string NewPlace(Workspace workspace, DatasetName dataset)
    {
        var folder = Path.Combine(workspace.ContractsFolder, dataset.Value);
        return Directory.Exists(folder) && Directory.EnumerateFiles(folder).FirstOrDefault() is { } there
            ? throw new UsageException(
                $"'{dataset}' already has a contract: {Workspace.Display(there)}. Nothing was written. Give another name with --dataset, or print the contract that the file would need with: --out -")
            : Path.Combine(folder, "1.0.0.odcs.yaml");
    }

    /// <summary>The text before the numbers in the file name: <c>orders</c> for <c>Orders 2026-01.csv.gz</c>.</summary>
    private static DatasetName DatasetOf(string file, string? given)
    {
        if (given is not null)
        {
            return DatasetName.TryParse(given) ?? throw new UsageException($"--dataset: '{given}' is not a dataset name; expected {DatasetName.Expected}.");
        }

        var stem = Path.GetFileName(file).Split('.')[0].ToLowerInvariant();
        var word = NotOfAName().Replace(Words().Match(stem).Value, "_").Trim('_', '-');
        return DatasetName.TryParse(word) ?? throw new UsageException(
            $"--dataset is required: the file name '{Path.GetFileName(file)}' does not name a dataset. Use: --dataset NAME");
    }

    private static string? Delimiter(string? text) => text switch
    {
        null => null,
        "tab" or "\\t" => "\t",
        [_] => text,
        _ => throw new UsageException($"--delimiter: '{text}' is not one character; expected for example ';' or tab."),
    };

    private static string? Encoding(string? name) => name is null || TextEncodings.Find(name) is not null
        ? name
        : throw new UsageException($"--encoding: '{name}' is not known; {NearestName.Hint(name, TextEncodings.Common)}");

    private static void Report(Terminal terminal, string source, string target, InferredContract inferred)
    {
        var contract = inferred.Contract;
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new
            {
                dataset = contract.Dataset.Value,
                version = contract.Version.ToString(),
                file = target,
                rows = inferred.Rows,
                columns = contract.Columns.Select(SchemaShowCommand.Json),
                remarks = inferred.Remarks,
            });
            return;
        }

        SchemaShowCommand.WriteColumns(terminal, contract);
        foreach (var remark in inferred.Remarks)
        {
            WrappedText.Write(terminal, remark, "check: ", Tone.Warning);
        }

        WrappedText.Write(terminal, string.Create(CultureInfo.InvariantCulture, $"Made {Workspace.Display(target)} from {Amount.Rows(inferred.Rows)}. Review it, then run:"));
        terminal.Out.WriteLine($"  datashare ingest {Workspace.Quote(source)} --dataset {contract.Dataset}");
    }

    [GeneratedRegex(@"^[\p{L}_ -]*", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex("[^a-z0-9_-]+", RegexOptions.CultureInvariant)]
    private static partial Regex NotOfAName();
}
