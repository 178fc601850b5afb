using DataShare.Producers;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>Parts of a readable contract that can never work, found by compiling them.</summary>
/// <param name="Certain">Faults that do not depend on other files.</param>
/// <param name="Untold">Sentences about parts that cannot be checked because of another file.</param>
internal sealed record ContractFaults(IReadOnlyList<SourceProblem> Certain, IReadOnlyList<string> Untold)
{
    public static ContractFaults Of(DataContract contract, WorkspaceContracts contracts, EngineDescription engine)
    {
        var (certain, untold) = (RuleCompiler.Problems(contract).Concat(OwnValues.Problems(contract)).Concat(engine.Unfit(contract)).ToList(), new List<string>());
        foreach (var reference in contract.References)
        {
            var faults = ReferenceFit.Problems(contract, reference, contracts.All);
            if (faults.Count > 0 && Unread(contracts, reference.Target) is { } file)
            {
                untold.Add($"cannot check whether {reference} exists, because {file} cannot be read; correct that file first");
            }
            else
            {
                certain.AddRange(faults);
            }
        }

        return new ContractFaults([.. certain.OrderBy(p => p.Line).ThenBy(p => p.Column)], untold);
    }

    /// <summary>Sentences about versions that are not judged: the newest published ones, and drafts.</summary>
    public static IEnumerable<string> Beside(WorkspaceContracts contracts, EngineDescription engine)
    {
        var inForce = contracts.InForce;
        var published = inForce.Datasets.SelectMany(d => inForce.Versions(d).Where(c => c.TakesFiles).GroupBy(c => c.Version.Major).Select(m => m.Last()));
        var drafts = contracts.Folder.Datasets.SelectMany(contracts.Folder.Versions).Where(c => c.Status is "draft" or "proposed");
        return published.Select(c => (Contract: c, What: "is published", Then: "; publish a version that corrects it"))
            .Concat(drafts.Select(c => (Contract: c, What: $"is {c.Status}", Then: "")))
            .SelectMany(c => Of(c.Contract, contracts, engine).Certain.Select(f => $"{c.Contract} {c.What} ({Workspace.Display(f.File)}), and {ReviewedVersion.Said(f)}{c.Then}"));
    }

    private static string? Unread(WorkspaceContracts contracts, DatasetName dataset) => contracts.Written.Problems.Concat(contracts.Kept.Problems)
        .Select(p => p.File).Distinct(StringComparer.Ordinal)
        .Where(f => UnreadContract.Of(f).Dataset == dataset || contracts.Store.DatasetOf(f) == dataset)
        .Select(Workspace.Display).FirstOrDefault();
}
