using System.CommandLine;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary><c>datashare schema show</c>: shows one version and the readers of its major.</summary>
internal sealed class SchemaShowCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string> name = new("CONTRACT") { Description = $"{ContractReference.Expected}. Shows the newest version that fits." };
    private readonly Option<bool> yaml = new("--yaml") { Description = "Print the contract's text." };

    public SchemaShowCommand(CommonOptions common)
        : base("show", "Shows a version of a contract: columns, rules, readers, waivers, and how rows of the major version before it are mapped.")
    {
        this.common = common;
        Add(name);
        Add(yaml);
        SetAction(Run);
    }

    public IReadOnlyList<string> Examples { get; } = ["datashare schema show orders", "datashare schema show orders@1.0.0 --yaml"];

    public static void WriteColumns(Terminal terminal, DataContract contract)
    {
        var table = new TextTable(new("COLUMN"), new("TYPE", Keep: true), new("NULL", Keep: true), new("RULES"));
        foreach (var column in contract.Columns)
        {
            table.Add(column.Name, column.Type.ToString(), column.Required ? "no" : "yes", string.Join(", ", Rules(column)));
        }

        table.Write(terminal);
    }

    public static object Json(ContractColumn column) => new
    {
        id = column.Id,
        name = column.Name,
        type = column.Type.ToString(),
        required = column.Required,
        rules = Rules(column),
    };

    private int Run(ParseResult call)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        var contract = served.Contract(ContractReference.Parse(call.GetValue(name)!));
        if (call.GetValue(yaml))
        {
            terminal.Out.Write(contract.SourceText);
            return ExitCode.Done;
        }

        var readers = served.Consumers.Definitions
            .SelectMany(c => served.NeedsOf(c).Needs)
            .Where(n => n.Dataset == contract.Dataset && n.Major == contract.Version.Major)
            .ToList();
        if (terminal.Json)
        {
            WriteJson(terminal, served, contract, readers);
        }
        else
        {
            Write(terminal, served, contract, readers);
        }

        return ExitCode.Done;
    }

    private static void Write(Terminal terminal, ServedWorkspace served, DataContract contract, List<ReaderNeeds> readers)
    {
        terminal.Out.WriteLine(terminal.Paint($"{contract}: {contract.Status}, {SchemaListCommand.State(served.Versions, contract)}", Tone.Strong));
        WrappedText.Write(terminal, $"{Workspace.Display(contract.SourceFile)}, {CompatibilityGuard.NameOf(contract.Compatibility)}, {contract.Write.Mode.ToString().ToLowerInvariant()}", "  ", Tone.Faint);
        terminal.Out.WriteLine();
        WriteColumns(terminal, contract);
        terminal.Out.WriteLine();
        foreach (var reader in readers)
        {
            var columns = reader.Columns is { } names ? string.Join(", ", names) : "every column";
            WrappedText.Write(terminal, $"{reader.Reader} ({reader.Owner}) reads {columns}", "reader: ");
        }

        if (readers.Count == 0)
        {
            terminal.Out.WriteLine($"No consumer reads {contract.Dataset} {contract.Version.Major}.");
        }

        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        foreach (var waiver in contract.Waivers)
        {
            var term = waiver.Until < today ? "ended on" : "until";
            WrappedText.Write(
                terminal, FormattableString.Invariant($"{waiver.Change} for {waiver.Consumer} {term} {waiver.Until:yyyy-MM-dd}, agreed by {waiver.AgreedBy}"), "waiver: ");
        }

        foreach (var (direction, column) in Mapped(contract))
        {
            WrappedText.Write(terminal, column, $"mapped {direction}: ");
        }
    }

    private static void WriteJson(Terminal terminal, ServedWorkspace served, DataContract contract, List<ReaderNeeds> readers) =>
        JsonOutput.Write(terminal.Out, new
        {
            dataset = contract.Dataset.Value,
            version = contract.Version.ToString(),
            status = contract.Status,
            state = SchemaListCommand.State(served.Versions, contract),
            compatibility = CompatibilityGuard.NameOf(contract.Compatibility),
            write = contract.Write.Mode,
            file = Workspace.Display(contract.SourceFile),
            columns = contract.Columns.Select(Json),
            readers = readers.Select(r => new { consumer = r.Reader, owner = r.Owner, columns = r.Columns }),
            waivers = contract.Waivers.Select(CheckJson.Of),
            mapping = new { up = contract.Mapping.Up.Keys, down = contract.Mapping.Down.Keys },
        });

    private static IEnumerable<(string Direction, string Column)> Mapped(DataContract contract) =>
        contract.Mapping.Up.Select(m => ("up", $"{m.Key} from {string.Join(", ", m.Value.Columns.DefaultIfEmpty("a constant"))}"))
            .Concat(contract.Mapping.Down.Select(m => ("down", $"{m.Key} from {string.Join(", ", m.Value.Columns.DefaultIfEmpty("a constant"))}")));

    private static List<string> Rules(ContractColumn column)
    {
        var rules = column.Rules;
        return
        [
            .. column.PrimaryKeyPosition is { } position ? [$"key {position}"] : Array.Empty<string>(),
            .. column.Classification is { } classification ? [classification] : Array.Empty<string>(),
            .. column.Deprecated ? ["deprecated"] : Array.Empty<string>(),
            .. column.Default is { } value ? [$"default {SourceProblem.Quote(value)}"] : Array.Empty<string>(),
            .. column.Aliases.Count > 0 ? [$"also {string.Join(", ", column.Aliases)}"] : Array.Empty<string>(),
            .. rules.Minimum is { } minimum ? [$"{(minimum.Exclusive ? ">" : "≥")} {minimum.Text}"] : Array.Empty<string>(),
            .. rules.Maximum is { } maximum ? [$"{(maximum.Exclusive ? "<" : "≤")} {maximum.Text}"] : Array.Empty<string>(),
            .. rules.MinLength is { } shortest ? [FormattableString.Invariant($"length ≥ {shortest}")] : Array.Empty<string>(),
            .. rules.MaxLength is { } longest ? [FormattableString.Invariant($"length ≤ {longest}")] : Array.Empty<string>(),
            .. rules.Pattern is { } pattern ? [$"like {pattern}"] : Array.Empty<string>(),
            .. rules.Enum is { } values ? [$"{(rules.EnumIsOpen ? "open list" : "one of")} {string.Join("|", values)}"] : Array.Empty<string>(),
            .. rules.TakesNonFinite ? ["NaN and infinity"] : Array.Empty<string>(),
        ];
    }
}
