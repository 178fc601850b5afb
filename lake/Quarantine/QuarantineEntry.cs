using System.Text;
using System.Text.Json;

namespace DataShare.Lake;

/// <summary>
/// Writes an entry, under a hidden name next to its final one. Disposed without <see cref="CompleteAsync"/> it leaves
/// nothing. The original files stay where they are. Not thread-safe.
/// </summary>
public sealed class QuarantineEntry : IDisposable
{
    private readonly string target;
    private readonly string temporary;
    private readonly StepBorder? border;
    private string? fileInside;
    private string? sidecarInside;
    private bool completed;

    private QuarantineEntry(string target, string temporary, StepBorder? border) =>
        (this.target, this.temporary, this.border) = (target, temporary, border);

    /// <summary>The file of rejected rows for people; the gate writes it.</summary>
    public string RejectedRowsPath => Path.Combine(temporary, QuarantineStore.RejectedRowsFile);

    /// <summary>The file of rejected rows for programs; the gate writes it.</summary>
    public string RejectedRowsTablePath => Path.Combine(temporary, QuarantineStore.RejectedRowsTableFile);

    internal static QuarantineEntry Begin(string target, StepBorder? border)
    {
        DurableFiles.CreateFolder(Path.GetDirectoryName(target)!);
        var temporary = Hidden(target);
        DeleteFolder(temporary);
        Directory.CreateDirectory(temporary);
        border?.Invoke("entry begun");
        return new QuarantineEntry(target, temporary, border);
    }

    /// <summary>Removes an entry, complete or not. A crash leaves a complete entry or none.</summary>
    internal static void Withdraw(string target, StepBorder? border)
    {
        var temporary = Hidden(target);
        DeleteFolder(temporary);
        if (Directory.Exists(target))
        {
            Directory.Move(target, temporary);
            border?.Invoke("entry hidden");
            DeleteFolder(temporary);
        }
    }

    /// <summary>The load whose unfinished entry is in this folder; null if it is another folder.</summary>
    internal static LoadId? UnfinishedLoad(string folder) =>
        Path.GetFileName(folder) is ['.', .. var name] && LoadId.TryParse(name) is { } load ? load : null;

    /// <summary>Adds the whole file.</summary>
    /// <param name="kept">The path of its bytes in the lake.</param>
    /// <param name="name">Its name when it was dropped; the entry uses a safe form of it.</param>
    /// <exception cref="IOException">With the path and the system's reason.</exception>
    public async Task AddFileAsync(string kept, string name, CancellationToken cancellationToken) =>
        fileInside = await AddAsync(kept, name, WriteProtection.TryApply(kept), cancellationToken);

    /// <summary>Adds the file's sidecar.</summary>
    /// <param name="name">Its name in the entry.</param>
    /// <exception cref="IOException">With the path and the system's reason.</exception>
    public async Task AddSidecarAsync(string file, string name, CancellationToken cancellationToken) =>
        sidecarInside = await AddAsync(file, name, WriteProtection.TryApplyAlone(file, new FileWriters()), cancellationToken);

    /// <summary>Adds the details of a bug in DataShare.</summary>
    /// <exception cref="IOException">With the path and the system's reason.</exception>
    public Task AddFaultAsync(string facts, CancellationToken cancellationToken) =>
        DurableFiles.WriteNewAsync(Path.Combine(temporary, QuarantineStore.FaultFile), Encoding.UTF8.GetBytes(facts), cancellationToken);

    /// <summary>
    /// Writes the reason last, flushes everything, and gives the entry its name in one step. If the load already has an
    /// entry, from a run that died afterwards, that entry stays.
    /// </summary>
    /// <returns>The entry's folder.</returns>
    /// <exception cref="IOException">With the path and the system's reason; there is no entry.</exception>
    public async Task<string> CompleteAsync(QuarantineReason reason, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(target))
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(
                reason with { File = fileInside, Sidecar = sidecarInside, Hashes = await HashesAsync(cancellationToken) },
                QuarantineJson.Readable.QuarantineReason);
            await DurableFiles.WriteNewAsync(Path.Combine(temporary, QuarantineStore.ReasonFile), json, cancellationToken);
            await DurableFiles.FlushAsync(Directory.GetFiles(temporary), cancellationToken);
            border?.Invoke("entry filled");
            Directory.Move(temporary, target);
            border?.Invoke("entry named");
        }

        await DurableFiles.FlushFolderAsync(Path.GetDirectoryName(target)!, cancellationToken);
        completed = true;
        DeleteFolder(temporary);
        return target;
    }

    public void Dispose()
    {
        if (!completed)
        {
            DeleteFolder(temporary);
        }
    }

    /// <summary>The name in the entry; changed if it equals the name of one of DataShare's own files.</summary>
    internal static string InsideName(string name) =>
        SafeFileName.Of(name) is QuarantineStore.ReasonFile or QuarantineStore.ClosedFile
            or QuarantineStore.RejectedRowsFile or QuarantineStore.RejectedRowsTableFile or QuarantineStore.FaultFile
            ? "dropped-" + SafeFileName.Of(name)
            : SafeFileName.Of(name);

    private async Task<Dictionary<string, ContentHash>> HashesAsync(CancellationToken cancellationToken)
    {
        var hashes = new Dictionary<string, ContentHash>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(temporary).Where(f => Path.GetFileName(f) != fileInside).Order(StringComparer.Ordinal))
        {
            hashes[Path.GetFileName(file)] = await FileHash.OfAsync(file, cancellationToken);
        }

        return hashes;
    }

    /// <param name="isOurs">Whether nobody else can write into it, so that a second name is as safe as a copy.</param>
    private async Task<string> AddAsync(string file, string name, bool isOurs, CancellationToken cancellationToken)
    {
        var inside = InsideName(name);
        var path = Path.Combine(temporary, inside);
        if (!isOurs || HardLink.Make(file, path) == LinkResult.CannotLink)
        {
            await DurableFiles.CopyDurablyAsync(file, path, cancellationToken);
            _ = WriteProtection.TryApply(path);
        }

        return inside;
    }

    /// <summary>Only the process that claimed a load works on it, so the hidden name can be the same each time.</summary>
    private static string Hidden(string target) => Path.Combine(Path.GetDirectoryName(target)!, "." + Path.GetFileName(target));

    private static void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
