using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>
/// What is done about drops once it is decided what comes of them: an ingest commits them and writes down the rest, a trial only
/// notes it. Each drop has one end.
/// </summary>
internal interface IDropEnds
{
    /// <summary>What has landed before them.</summary>
    DropHistory History { get; }

    /// <summary>Where parts are staged.</summary>
    LakeLayout Staging { get; }

    /// <summary>Where rejected rows and refused files are put.</summary>
    Quarantining Quarantine { get; }

    /// <summary>It has a contract version; its end is still to come.</summary>
    void Fitted(FittedDrop drop);

    /// <summary>Its rows have been through the gate, maybe not for the last time; its end is still to come.</summary>
    void Checked(FittedDrop drop, GateReport report);

    /// <summary>Whether a process that has ended had committed it; then this is its end.</summary>
    Task<bool> HasLandedAsync(DropFile drop, CancellationToken cancellationToken);

    Task DuplicateAsync(DropFile drop, KnownDrop known, CancellationToken cancellationToken);

    /// <param name="outcome">As <see cref="Quarantine"/> gave it, or that it is not replayed.</param>
    Task RefusedAsync(DropFile drop, DropOutcome outcome, CancellationToken cancellationToken);

    /// <summary>Somebody still writes it.</summary>
    /// <param name="why">As a sentence goes on behind the file's name.</param>
    Task NotSettledAsync(FileClaim claim, string why, CancellationToken cancellationToken);

    /// <summary>Somebody wrote into it since it was hashed.</summary>
    void Changed(DropFile drop);

    /// <summary>Lands what is staged.</summary>
    /// <returns>
    /// Null when all of it has landed; else the drops that do not belong to the group any more: the others are to be staged anew.
    /// </returns>
    Task<IReadOnlyCollection<DropFile>?> CommitAsync(StagedGroup staged, CancellationToken cancellationToken);

    /// <summary>An archive is whole, and its members are about to be taken.</summary>
    Task UnpackedAsync(DropFile archive, CancellationToken cancellationToken);

    /// <summary>All members of an archive have come to their ends.</summary>
    Task TakenApartAsync(DropFile archive, CancellationToken cancellationToken);

    /// <summary>A claim that is a replay has come to its end.</summary>
    /// <param name="takenApart">Of an archive whose members were taken; else null.</param>
    Task ReplayedAsync(FileClaim claim, DropFile? takenApart, CancellationToken cancellationToken);
}
