using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>Where the way of drops ends: an ingest commits them and releases their claims, a trial only reports.</summary>
internal interface ILanding
{
    /// <summary>What has landed before.</summary>
    DropHistory History { get; }

    /// <summary>Where parts are staged.</summary>
    LakeLayout Staging { get; }

    /// <summary>Where rejected rows and refused files are put.</summary>
    Quarantining Quarantine { get; }

    /// <summary>Reports that the rows of a drop have been checked, perhaps not for the last time.</summary>
    void Checked(Drop drop, GateReport report);

    /// <summary>Commits a staged group.</summary>
    /// <returns>The drops that have an outcome now. The others must be staged again.</returns>
    Task<IReadOnlyList<(Drop Drop, DropOutcome Outcome)>> LandAsync(StagedGroup staged, CancellationToken cancellationToken);

    /// <summary>Keeps the bytes of an archive before its members are processed.</summary>
    Task KeepAsync(Drop archive, CancellationToken cancellationToken);

    /// <summary>Reports the outcome of a drop and releases its claim. Each drop comes here once.</summary>
    Task EndAsync(Drop drop, DropOutcome outcome, CancellationToken cancellationToken);

    /// <summary>Releases the claim of an archive whose members have all come to their end.</summary>
    Task EndArchiveAsync(Drop archive, CancellationToken cancellationToken);
}
