using System.CommandLine;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary><c>datashare schema plan</c>: proposes the version number and the mapping for an edited contract.</summary>
internal sealed class SchemaPlanCommand : Command, IHasExamples
{
    private readonly CommonOptions common;
    private readonly Argument<string?> name = new("CONTRACT")
    {
        Description = $"{ContractReference.Expected}, or a file of the workspace. Default: all new or edited contracts.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> write = new("--write")
    {
        Description = "Write each contract as a new file under the proposed version number, and restore edited published files.",
    };

    public SchemaPlanCommand(CommonOptions common)
        : base("plan", "Proposes the version number and the mapping for edited contracts. Ends with 4 if you have to decide something.")
    {
        this.common = common;
        Add(name);
        Add(write);
        SetAction(Run);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare schema plan                                    all new or edited contracts",
        "datashare schema plan contracts/orders/1.0.0.odcs.yaml   one contract, edited in place",
        "datashare schema plan orders --write                     writes it as a new version",
    ];

    private int Run(ParseResult call)
    {
        var terminal = common.Terminal(call);
        var served = ServedWorkspace.Read(common.OpenWorkspace(call));
        StartNotes.Write(terminal, served.Versions);
        var plans = Plans(served, call.GetValue(name)).ToList();
        var written = call.GetValue(write) ? plans.ToDictionary(p => p, p => Write(served, p)) : [];
        if (terminal.Json)
        {
            JsonOutput.Write(terminal.Out, plans.Select(p => Json(p, written.GetValueOrDefault(p))));
        }
        else
        {
            plans.ForEach(p => Write(terminal, served, p, written.GetValueOrDefault(p)));
            terminal.Out.WriteLine(plans.Count == 0 ? "No contract is new or edited." : call.GetValue(write) ? "See what remains to do with: datashare schema check" : "Nothing was written; use --write to write it.");
        }

        return plans.Exists(p => p.Open.Count > 0) ? ExitCode.Breaking : ExitCode.Done;
    }

    /// <exception cref="UsageException">There is no such contract, or it is neither new nor edited.</exception>
    private static IEnumerable<VersionPlan> Plans(ServedWorkspace served, string? name)
    {
        var versions = served.Versions;
        var changed = versions.Edited.Select(e => (Contract: e.Edited, IsEdit: true)).Concat(versions.Unpublished.Select(c => (Contract: c, IsEdit: false))).ToList();
        if (name is not null)
        {
            var reference = File.Exists(name) ? null : ContractReference.Parse(name);
            changed = changed.FindAll(c => reference?.Means(c.Contract) ?? Path.GetFullPath(c.Contract.SourceFile) == Path.GetFullPath(name));
            if (changed.Count == 0)
            {
                throw new UsageException($"'{name}' is not a new or edited contract of this workspace. Edit its file first. See all contracts with: datashare schema list");
            }
        }

        var (readers, today) = (served.Readers().Known, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        return changed.Select(c => VersionPlan.Of(c.Contract, versions.Published.Versions(c.Contract.Dataset), c.IsEdit, readers, today));
    }

    private static void Write(Terminal terminal, ServedWorkspace served, VersionPlan plan, string? written)
    {
        var (verdict, from) = (plan.Verdict, Workspace.Display(plan.Written.SourceFile));
        terminal.Out.WriteLine(terminal.Paint($"{plan.Written.Dataset} {plan.Version}", Tone.Strong));
        WrappedText.Write(
            terminal,
            $"{from}{(plan.IsEdit ? $" is edited, and {plan.Written.Version} is published" : "")}: "
                + (verdict.Against is { } against ? $"a {ChangeTable.Step(verdict.StepNeeded)} step from {against.Version}" : "the first version"),
            "  ",
            Tone.Faint);
        if (verdict.Changes.Count > 0)
        {
            ChangeTable.Write(terminal, verdict.Changes.Select(c => (c.Change, c.IsRefused)));
        }

        if (PlannedText.Mapping(plan.Mapping) is { Count: > 0 } mapping)
        {
            terminal.Out.WriteLine("  the mapping, below customProperties:");
            foreach (var line in mapping)
            {
                terminal.Out.WriteLine($"    {line}");
            }
        }

        foreach (var open in plan.Open)
        {
            WrappedText.Write(terminal, open, "  to decide: ", Tone.Warning);
        }

        if (written is not null)
        {
            WrappedText.Write(terminal, written, "  ", Tone.Good);
        }
        else if (plan.Written.Version != plan.Version || plan.IsEdit)
        {
            WrappedText.Write(terminal, $"write it as {Workspace.Display(FileOf(plan))}, with version: {plan.Version}{(plan.IsEdit ? $", and restore {from} from {Workspace.Display(Published(served, plan).SourceFile)}" : "")}", "  ");
        }
    }

    /// <summary>Writes the new file first, so that a crash in between leaves the edit in both files.</summary>
    /// <returns>A sentence about the written files.</returns>
    private static string Write(ServedWorkspace served, VersionPlan plan)
    {
        if (PlannedText.Of(plan) is not { } text)
        {
            return $"not written: put the mapping into {Workspace.Display(plan.Written.SourceFile)} by hand";
        }

        var (file, old) = (FileOf(plan), plan.Written.SourceFile);
        if (file == old)
        {
            File.WriteAllText(file, text);
            return $"written into {Workspace.Display(file)}";
        }

        try
        {
            using var target = new StreamWriter(new FileStream(file, FileMode.CreateNew, FileAccess.Write));
            target.Write(text);
        }
        catch (IOException) when (File.Exists(file))
        {
            return $"not written: {Workspace.Display(file)} already exists";
        }

        if (!plan.IsEdit)
        {
            File.Delete(old);
            return $"moved to {Workspace.Display(file)}";
        }

        File.Copy(Published(served, plan).SourceFile, old, overwrite: true);
        return $"written as {Workspace.Display(file)}; {Workspace.Display(old)} has its published text again";
    }

    private static object Json(VersionPlan plan, string? written) => new
    {
        dataset = plan.Written.Dataset.Value,
        file = Workspace.Display(plan.Written.SourceFile),
        written = plan.Written.Version.ToString(),
        version = plan.Version.ToString(),
        proposedFile = Workspace.Display(FileOf(plan)),
        against = plan.Verdict.Against?.Version.ToString(),
        step = plan.Verdict.StepNeeded,
        isEdited = plan.IsEdit,
        changes = plan.Verdict.Changes.Select(c => CheckJson.Of(c.Change)),
        mapping = new { up = plan.Mapping.Up, down = plan.Mapping.Down },
        open = plan.Open,
        done = written,
    };

    private static string FileOf(VersionPlan plan) => Path.Combine(Path.GetDirectoryName(plan.Written.SourceFile)!, plan.Version + Ending(plan.Written));

    /// <summary>The part of the file's name after the number, such as <c>.odcs.yaml</c>.</summary>
    private static string Ending(DataContract contract) => Path.GetFileName(contract.SourceFile)[contract.Version.ToString().Length..];

    /// <summary>The published version, from the lake.</summary>
    private static DataContract Published(ServedWorkspace served, VersionPlan plan) => served.Versions.Published.Find(plan.Written.Dataset, plan.Written.Version)!;
}
