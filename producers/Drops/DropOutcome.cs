using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The result for one dropped file.</summary>
public abstract record DropOutcome
{
    private DropOutcome(DatasetName dataset, string name) => (Dataset, Name) = (dataset, name);

    /// <summary>The dataset of the file's folder.</summary>
    public DatasetName Dataset { get; }

    /// <summary>The file's name when it was dropped.</summary>
    public string Name { get; }

    /// <summary>Its accepted rows are in the lake.</summary>
    /// <param name="QuarantineFolder">The folder of its rejected rows; null if it has none.</param>
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
        /// <summary>Notes about the file, one sentence each, such as a broken rule of severity warning or a late arrival.</summary>
        public IReadOnlyList<string> Notes { get; init; } = [];

        /// <summary>The entry of the drop in the log.</summary>
        internal CommittedDrop? Facts { get; init; }
    }

    /// <summary>The file as a whole is in quarantine; no row of it is in the lake.</summary>
    /// <param name="Reason">What was found, where, and what was expected.</param>
    public sealed record Quarantined(
        DatasetName Dataset, string Name, LoadId LoadId, string Reason, string QuarantineFolder)
        : DropOutcome(Dataset, Name);

    /// <summary>The same content has landed before. Nothing was loaded; the file is removed from the inbox.</summary>
    /// <param name="Of">The load with the same content.</param>
    /// <param name="Why">The reason why it is the same.</param>
    public sealed record Duplicate(DatasetName Dataset, string Name, LoadId Of, Sameness Why) : DropOutcome(Dataset, Name);

    /// <summary>Somebody may still be writing the file, or it cannot be ingested; it stays in the inbox.</summary>
    public sealed record NotSettled(DatasetName Dataset, string Name, string Reason) : DropOutcome(Dataset, Name)
    {
        /// <summary>Whether somebody must act, because waiting does not help.</summary>
        public bool IsStuck { get; init; }

        /// <summary>Whether the file has not changed for long enough, but is still open for writing.</summary>
        public bool IsOpen { get; init; }
    }

    /// <summary>No replayed row passes; the entry stays in quarantine.</summary>
    /// <param name="Of">The load of the entry.</param>
    public sealed record NotReplayed(DatasetName Dataset, string Name, LoadId Of, string Reason) : DropOutcome(Dataset, Name);
}

/// <summary>The reason why a drop is the same as an earlier load.</summary>
public enum Sameness
{
    /// <summary>Its content was appended before, and appended rows stay.</summary>
    Appended,

    /// <summary>Its content was the last to land, so nothing has changed since.</summary>
    CameLast,

    /// <summary>Its content is the current snapshot.</summary>
    CurrentSnapshot,

    /// <summary>The same entry of the quarantine was replayed before.</summary>
    Replayed,
}
