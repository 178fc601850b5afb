using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>The last step of drops: an ingest commits them and releases their claims, a trial only reports.</summary>
internal interface ILanding
{
    /// <summary>The drops that have landed before.</summary>
    DropHistory History { get; }

    /// <summary>The lake in which parts are staged.</summary>
    LakeLayout Staging { get; }

    /// <summary>The newest version of a table, or -1, and its parts.</summary>
    Task<(long Version, IReadOnlyList<LakePart> Parts)> CurrentAsync(LakeTableId table, CancellationToken cancellationToken);

    /// <summary>Stores rejected rows and refused files.</summary>
    Quarantining Quarantine { get; }

    /// <summary>Reports that the rows of a drop have been checked, perhaps not for the last time.</summary>
    void Checked(Drop drop, GateReport report);

    /// <summary>Commits a staged group.</summary>
    /// <returns>The drops that have an outcome now. The others must be staged again.</returns>
    Task<IReadOnlyList<(Drop Drop, DropOutcome Outcome)>> LandAsync(StagedGroup staged, CancellationToken cancellationToken);

    /// <summary>Keeps the bytes of an archive before its members are processed.</summary>
    Task KeepAsync(Drop archive, CancellationToken cancellationToken);

    /// <summary>Reports the outcome of a drop and releases its claim. Called once for each drop.</summary>
    Task EndAsync(Drop drop, DropOutcome outcome, CancellationToken cancellationToken);

    /// <summary>Releases the claim of an archive when every member has an outcome.</summary>
    Task EndArchiveAsync(Drop archive, CancellationToken cancellationToken);
}
