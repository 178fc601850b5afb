namespace DataShare.Lake;

/// <summary>A quarantine entry: its files, its reason, and its closure.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Closed">Null while it is open.</param>
public sealed record QuarantinedLoad(string Folder, QuarantineReason Reason, QuarantineClosure? Closed)
{
    public LoadId LoadId => Reason.LoadId;

    public bool IsOpen => Closed is null;

    /// <summary>The whole original file; null if only rows are in quarantine.</summary>
    public string? File => Reason.Kind is not QuarantineKind.File ? null
        : Path.Combine(Folder, Reason.File ?? QuarantineEntry.InsideName(Reason.FileName));

    /// <summary>The file's sidecar; null if there is none.</summary>
    public string? Sidecar => Reason.Sidecar is { } name ? Path.Combine(Folder, name) : null;

    /// <summary>The rejected rows for people; null if no row was checked.</summary>
    public string? RejectedRows => Existing(QuarantineStore.RejectedRowsFile);

    /// <summary>The rejected rows for programs, one row for each broken rule; null if no row was checked.</summary>
    public string? RejectedRowsTable => Existing(QuarantineStore.RejectedRowsTableFile);

    /// <summary>Compares a file of the entry with its stored hash, before the file is read.</summary>
    /// <exception cref="LakeCorruptException">The file has changed.</exception>
    public async Task ConfirmAsync(string file, CancellationToken cancellationToken)
    {
        var hash = file == File ? Reason.Sha256 : Noted(Path.GetFileName(file));
        if (await FileProof.DifferenceAsync(file, null, hash, cancellationToken) is { } found)
        {
            throw new LakeCorruptException(file, found, WhatToDo);
        }
    }

    /// <summary>The files of the entry, other than the refused one, that have changed since they were written.</summary>
    internal async Task<IReadOnlyList<LakeFinding>> FindOddFilesAsync(bool quick, CancellationToken cancellationToken)
    {
        var findings = new List<LakeFinding>();
        foreach (var (name, hash) in Expected())
        {
            var file = Path.Combine(Folder, name);
            if (await FileProof.DifferenceAsync(file, null, quick ? null : hash, cancellationToken) is { } found)
            {
                findings.Add(new LakeFinding(file, found, WhatToDo, Remedy.Backup));
            }
        }

        return findings;
    }

    /// <summary>The files that the entry should have. An entry of an older version has no hashes, but it still has the tables of rows.</summary>
    private IEnumerable<(string Name, ContentHash? Hash)> Expected() => Reason switch
    {
        { Hashes: { } hashes } => hashes.Select(h => (h.Key, (ContentHash?)h.Value)),
        { Kind: QuarantineKind.Rows } => [(QuarantineStore.RejectedRowsFile, null), (QuarantineStore.RejectedRowsTableFile, null)],
        _ => [],
    };

    private ContentHash? Noted(string name) => Reason.Hashes?.TryGetValue(name, out var hash) is true ? hash : null;

    private string WhatToDo => $"Restore it from a backup of the lake; or discard the entry and drop its rows again: datashare quarantine discard {LoadId}";

    private string? Existing(string name) =>
        Path.Combine(Folder, name) is var path && System.IO.File.Exists(path) ? path : null;
}
