using System.CommandLine;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary><c>datashare schema diff</c>: lists the changes between two versions.</summary>
internal sealed class SchemaDiffCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string> from = new("A") { Description = $"The older version: {ContractReference.Expected}, or a file." };
    private readonly Argument<string> to = new("B") { Description = "The newer version, named in the same way." };

    public SchemaDiffCommand(CommonOptions common)
        : base("diff", "Lists the changes from one version to another, with the directions that each breaks and the version step that it needs.")
    {
        this.common = common;
        Add(from);
        Add(to);
        SetAction(Run);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare schema diff orders@1.0.0 orders@1.1.0",
        "datashare schema diff orders@1 orders@2           the newest of each major version",
        "datashare schema diff old.yaml new.yaml           any two files",
    ];

    private int Run(ParseResult call)
    {
        var terminal = common.Terminal(call);
        var (older, newer) = (Find(call, call.GetValue(from)!), Find(call, call.GetValue(to)!));
        var changes = ContractComparison.Of(older, newer);
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, new { from = older.ToString(), to = newer.ToString(), changes = changes.Select(CheckJson.Of) });
            return ExitCode.Done;
        }

        if (changes.Count == 0)
        {
            var isSame = older.SourceText == newer.SourceText;
            WrappedText.Write(terminal, $"{older} and {newer} {(isSame ? "are the same" : "have the same meaning; only their text differs")}.");
            return ExitCode.Done;
        }

        ChangeTable.Write(terminal, changes.Select(c => (c, false)));
        var step = changes.Max(c => c.Step);
        WrappedText.Write(terminal, $"{CountText.Of(changes.Count, "change")} from {older} to {newer}: a {ChangeTable.Step(step)} step.");
        return ExitCode.Done;
    }

    /// <exception cref="UsageException">It is neither a file with a contract nor an existing version.</exception>
    private DataContract Find(ParseResult call, string name)
    {
        if (!File.Exists(name))
        {
            return name.Contains('/', StringComparison.Ordinal) || name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase)
                ? throw new UsageException($"There is no file '{name}'.")
                : ServedWorkspace.Read(common.OpenWorkspace(call)).Contract(ContractReference.Parse(name));
        }

        var reading = ContractReader.Read(File.ReadAllText(name), name);
        return reading.Contract ?? throw new UsageException(string.Join(Environment.NewLine, reading.Problems));
    }
}
