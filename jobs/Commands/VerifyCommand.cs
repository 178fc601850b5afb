using System.CommandLine;
using DataShare.Lake;
using Microsoft.Extensions.DependencyInjection;

namespace DataShare.Jobs;

/// <summary><c>datashare verify</c>: whether the lake is what its logs say.</summary>
internal sealed class VerifyCommand : Command, IHasExamples
{
    private readonly CommonOptions common;

    public VerifyCommand(CommonOptions common)
        : base("verify", "Follows every table's log and looks whether each part is there, whole.")
    {
        this.common = common;
        SetAction(RunAsync);
    }

    public IReadOnlyList<string> Examples { get; } = ["datashare verify", "datashare verify --json"];

    private async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        using var host = WorkspaceHost.ForCommand(served);
        var lake = host.Services.GetRequiredService<LakeStore>();
        var verdicts = new List<Verdict>();
        foreach (var table in lake.Tables())
        {
            verdicts.Add(await VerifyAsync(lake.Table(table), cancellationToken));
        }

        Write(terminal, verdicts);
        return verdicts.All(v => v.Problem is null) ? ExitCode.Done : ExitCode.Usage;
    }

    private static async Task<Verdict> VerifyAsync(DeltaTable table, CancellationToken cancellationToken)
    {
        try
        {
            return new Verdict(table.Id.ToString(), await table.VerifyAsync(cancellationToken), null);
        }
        catch (LakeCorruptException damage)
        {
            return new Verdict(table.Id.ToString(), null, damage.Message);
        }
    }

    private static void Write(Terminal terminal, IReadOnlyList<Verdict> verdicts)
    {
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, verdicts);
            return;
        }

        foreach (var verdict in verdicts)
        {
            terminal.Out.WriteLine(verdict.Problem is { } problem
                ? $"{terminal.Paint("damaged", Tone.Bad)}  {verdict.Table}: {problem}"
                : $"{terminal.Paint("whole", Tone.Good)}    {verdict.Table}: every entry and every part up to lake version {verdict.LakeVersion}");
        }

        if (verdicts.Count == 0)
        {
            terminal.Out.WriteLine("The lake has no tables yet.");
        }
    }

    private sealed record Verdict(string Table, long? LakeVersion, string? Problem);
}
