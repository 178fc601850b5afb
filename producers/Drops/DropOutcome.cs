using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>What came of one dropped file.</summary>
/// <param name="Dataset">Whose inbox it was in.</param>
/// <param name="Name">The name it was dropped under.</param>
public abstract record DropOutcome(DatasetName Dataset, string Name)
{
    private protected abstract void Closed();
}

/// <summary>Its accepted rows are in the lake.</summary>
/// <param name="QuarantineFolder">Where its rejected rows are; null when there are none.</param>
public sealed record Landed(
    DatasetName Dataset,
    string Name,
    LoadId LoadId,
    ContractVersion Contract,
    long AcceptedRows,
    long RejectedRows,
    long LakeVersion,
    string? QuarantineFolder) : DropOutcome(Dataset, Name)
{
    /// <summary>Rules of severity warning that it breaks, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    private protected override void Closed()
    {
    }
}

/// <summary>The file as a whole is in quarantine; no row of it is in the lake.</summary>
/// <param name="Reason">What was found, where, and what was expected.</param>
public sealed record Quarantined(
    DatasetName Dataset, string Name, LoadId LoadId, string Reason, string QuarantineFolder)
    : DropOutcome(Dataset, Name)
{
    private protected override void Closed()
    {
    }
}

/// <summary>It is there already; nothing was done, the file is gone from the inbox.</summary>
/// <param name="Of">The load it is the same as.</param>
/// <param name="Why">What makes it the same.</param>
public sealed record Duplicate(DatasetName Dataset, string Name, LoadId Of, Sameness Why) : DropOutcome(Dataset, Name)
{
    private protected override void Closed()
    {
    }
}

/// <summary>Somebody may still be writing the file, or it cannot be taken as it is; it stays in the inbox.</summary>
public sealed record NotSettled(DatasetName Dataset, string Name, string Reason) : DropOutcome(Dataset, Name)
{
    /// <summary>Whether waiting does not help: somebody has to do something about it.</summary>
    public bool IsStuck { get; init; }

    /// <summary>Whether it has been left alone for long enough, and somebody has it open for writing all the same.</summary>
    public bool IsOpen { get; init; }

    private protected override void Closed()
    {
    }
}

/// <summary>Nothing of what was replayed passes; it stays in quarantine as it is.</summary>
/// <param name="Of">The load that stays there.</param>
public sealed record NotReplayed(DatasetName Dataset, string Name, LoadId Of, string Reason) : DropOutcome(Dataset, Name)
{
    private protected override void Closed()
    {
    }
}
