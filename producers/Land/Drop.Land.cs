using DataShare.Lake;

namespace DataShare.Producers;

internal sealed partial record Drop
{
    /// <summary>The outcome of a drop that is in the log.</summary>
    /// <param name="lake">The lake whose quarantine has its rejected rows.</param>
    public DropOutcome.Landed LandedAs(CommittedDrop facts, long lakeVersion, LakeLayout lake) => new(
        Dataset,
        Name,
        LoadId,
        facts.Contract,
        facts.AcceptedRows,
        facts.RejectedRows,
        lakeVersion,
        facts.RejectedRows > 0 ? lake.QuarantineFolder(Dataset, LoadId) : null)
    {
        Notes = facts.Notes,
        Facts = facts,
    };
}
