using System.CommandLine;
using System.Globalization;
using DataShare.Lake;
using DataShare.Producers;
using DataShare.Schemas;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare schema try</c>: tries a contract on stored files before it is published.</summary>
internal sealed class SchemaTryCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string> contract = new("CONTRACT") { Description = "A contract's file, or a version such as orders@1.2.0, published or not." };
    private readonly Option<string> last = new("--last")
    {
        Description = "Try the files received in this time span.",
        HelpName = "30d|12h",
        DefaultValueFactory = _ => "30d",
    };

    private readonly Option<string?> dataset = new("--dataset", "-d") { Description = "The dataset of the files. Default: the contract's dataset.", HelpName = "NAME" };

    public SchemaTryCommand(CommonOptions common)
        : base("try", "Tries a contract on received files, next to the published versions, and shows which rows it would reject or read differently. Writes nothing. Ends with 3 if accepted rows would change, and with 1 if stored files are damaged.")
    {
        this.common = common;
        Add(contract);
        Add(last);
        Add(dataset);
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare schema try contracts/orders/1.2.0.odcs.yaml             the files of the last 30 days",
        "datashare schema try orders@1.2.0 --last 7d --json                the files of the last 7 days, for programs",
    ];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        var tried = Contract(call.GetValue(contract)!, served);
        var since = TimeProvider.System.GetUtcNow() - Span(call.GetValue(last)!);
        using var host = WorkspaceHost.ForCommand(served);
        var lake = host.Services.GetRequiredService<LakeStore>();
        var whose = call.GetValue(dataset) is { } name ? served.Dataset(name) : tried.Dataset;
        var files = await new KeptFiles(lake).SinceAsync(whose, since, cancellationToken);
        var versions = TriedVersions.Of(tried, whose, served.Contracts);
        var (producers, ids) = (WorkspaceSettings.Read(served.Workspace, null).Producers, host.Services.GetRequiredService<LoadIdSource>());
        TryFile Trial(IReadOnlyList<DataContract> newestFirst) => new(lake, served.Written, newestFirst, producers, ids, FirstRows.Read, TrialDifference.MostRows);
        var trial = Trial(versions.WithTried);
        var without = versions.Published.Count > 0 ? Trial(versions.Published) : null;
        var results = new List<TriedFile>();
        foreach (var file in files)
        {
            var fault = await file.FaultAsync(cancellationToken);
            results.Add(fault is not null ? new TriedFile(file, fault, null, false, null) : await RunAsync(file));
        }

        return new TryReport(tried, whose, since, results).Write(terminal);

        async Task<TriedFile> RunAsync(KeptFile file)
        {
            var result = await OfAsync(trial, file);
            if (without is null || file.Before is null || (result.Contract is { } contract && contract.Version != tried.Version))
            {
                return new TriedFile(file, null, result, without is null || result.Contract?.Version == tried.Version, null);
            }

            // A file that fits no version may fit the published text of the tried version.
            var before = await OfAsync(without, file);
            return new TriedFile(file, null, result, result.Contract is not null || before.Refusal is null, TrialDifference.Of(before, result, tried));
        }

        ValueTask<TrialResult> OfAsync(TryFile with, KeptFile file) => IngestProgressBar.ShowAsync(
            terminal, progress => with.RunAsync(file, progress, cancellationToken));
    }

    /// <summary>A file has priority over a version, because shells complete paths.</summary>
    private static DataContract Contract(string given, ServedWorkspace served)
    {
        if (!File.Exists(given))
        {
            return given.Contains('@', StringComparison.Ordinal) || DatasetName.TryParse(given) is not null
                ? served.Contract(ContractReference.Parse(given))
                : throw new UsageException($"There is no file '{given}'; expected a contract's file, or {ContractReference.Expected}.");
        }

        var reading = ContractReader.Read(File.ReadAllText(given), given);
        return reading.Contract ?? throw new UsageException(string.Join(Environment.NewLine, reading.Problems));
    }

    private static TimeSpan Span(string text)
    {
        var (digits, unit) = (text.TrimEnd('d', 'h'), text.Length > 0 ? text[^1] : ' ');
        return digits.Length == text.Length - 1 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 36_500
            ? unit == 'd' ? TimeSpan.FromDays(count) : TimeSpan.FromHours(count)
            : throw new UsageException($"--last: '{text}' is not a time span; expected a number of days or hours, such as 30d or 12h.");
    }
}
