namespace DataShare.Lake;

/// <summary>An entry of the quarantine: what is there of a load, why, and what became of it.</summary>
/// <param name="Folder">Where it is.</param>
/// <param name="Closed">Null as long as it waits for somebody.</param>
public sealed record QuarantinedLoad(string Folder, QuarantineReason Reason, QuarantineClosure? Closed)
{
    public LoadId LoadId => Reason.LoadId;

    public bool IsOpen => Closed is null;

    /// <summary>The whole file as it came; null when only rows are here.</summary>
    public string? File => Reason.Kind is not QuarantineKind.File ? null
        : Path.Combine(Folder, Reason.File ?? QuarantineEntry.InsideName(Reason.FileName));

    /// <summary>The file's sidecar; null when there is none.</summary>
    public string? Sidecar => Reason.Sidecar is { } name ? Path.Combine(Folder, name) : null;

    /// <summary>The rejected rows for people; null when no row was looked at.</summary>
    public string? RejectedRows => Existing(QuarantineStore.RejectedRowsFile);

    /// <summary>The same for programs, a row for each broken rule; null when no row was looked at.</summary>
    public string? RejectedRowsTable => Existing(QuarantineStore.RejectedRowsTableFile);

    private string? Existing(string name) =>
        Path.Combine(Folder, name) is var path && System.IO.File.Exists(path) ? path : null;
}
