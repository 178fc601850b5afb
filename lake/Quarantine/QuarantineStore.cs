using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>
/// The quarantine: <c>quarantine/&lt;dataset&gt;/&lt;loadId&gt;/</c> has <c>reason.json</c> and the file, or the
/// rejected rows. An entry is complete or does not exist, and never changes; when it is closed, it gets a
/// <c>closed.json</c>.
/// </summary>
/// <param name="border">Called after each step; for tests that stop there.</param>
public sealed class QuarantineStore(LakeLayout layout, StepBorder? border = null)
{
    internal const string ReasonFile = "reason.json";

    /// <summary>The rejected rows for people, in an entry's folder.</summary>
    public const string RejectedRowsFile = "rejected-rows.csv";

    /// <summary>The rejected rows for programs, in an entry's folder.</summary>
    public const string RejectedRowsTableFile = "rejected-rows.parquet";

    /// <summary>The details of a bug in DataShare, in the entry of the affected file.</summary>
    public const string FaultFile = "fault.txt";

    /// <summary>The closure of an entry.</summary>
    internal const string ClosedFile = "closed.json";

    /// <summary>
    /// Begins the entry of a load, under a hidden name. Removes leftovers of an earlier, unfinished run.
    /// </summary>
    public QuarantineEntry Begin(DatasetName dataset, LoadId loadId) =>
        QuarantineEntry.Begin(layout.QuarantineFolder(dataset, loadId), border);

    /// <summary>Removes the entry of a load that is not committed, and what a stopped process left of it. Can be repeated.</summary>
    public void Withdraw(DatasetName dataset, LoadId loadId) =>
        QuarantineEntry.Withdraw(layout.QuarantineFolder(dataset, loadId), border);

    /// <summary>Removes entries that were begun before this time and never finished.</summary>
    /// <param name="inUse">Loads in progress: what they have begun stays.</param>
    internal void SweepUnfinished(DatasetName dataset, DateTime before, IReadOnlySet<LoadId> inUse)
    {
        foreach (var folder in Folders(layout.QuarantineFolder(dataset)))
        {
            if (QuarantineEntry.UnfinishedLoad(folder) is { } load && !inUse.Contains(load) && Directory.GetLastWriteTimeUtc(folder) < before)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>The reason of a load's entry; null if the load has no entry.</summary>
    /// <exception cref="LakeCorruptException">The entry exists, but its reason cannot be read.</exception>
    public QuarantineReason? Find(DatasetName dataset, LoadId loadId) => FindLoad(dataset, loadId)?.Reason;

    /// <summary>A load's entry; null if it has none.</summary>
    /// <exception cref="LakeCorruptException">The entry exists, but cannot be read.</exception>
    public QuarantinedLoad? FindLoad(DatasetName dataset, LoadId loadId) => Read(layout.QuarantineFolder(dataset, loadId));

    /// <summary>All entries of a dataset, or of all datasets, oldest first, including closed ones.</summary>
    /// <exception cref="LakeCorruptException">An entry cannot be read.</exception>
    public IReadOnlyList<QuarantinedLoad> List(DatasetName? dataset = null)
    {
        var folders = dataset is null ? Folders(layout.QuarantineRoot) : [layout.QuarantineFolder(dataset)];
        return
        [
            .. folders.SelectMany(Folders)
                .Where(f => LoadId.TryParse(Path.GetFileName(f)) is not null)
                .Select(Read)
                .OfType<QuarantinedLoad>()
                .OrderBy(r => r.LoadId),
        ];
    }

    /// <summary>
    /// Closes an entry. If several callers close it at once, the first one counts. Does nothing if the load has no
    /// entry.
    /// </summary>
    /// <returns>The closure; null if the load has no entry.</returns>
    /// <exception cref="IOException">With the path and the system's reason.</exception>
    public async Task<QuarantineClosure?> CloseAsync(
        DatasetName dataset, LoadId loadId, QuarantineClosure closure, CancellationToken cancellationToken)
    {
        var folder = layout.QuarantineFolder(dataset, loadId);
        if (!Directory.Exists(folder))
        {
            return null;
        }

        var file = Path.Combine(folder, ClosedFile);
        var temporary = DurableFiles.TemporaryBeside(file);
        try
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(closure, QuarantineJson.Readable.QuarantineClosure);
            await DurableFiles.WriteNewAsync(temporary, json, cancellationToken);
            border?.Invoke("closure written");
            DurableFiles.TryLink(temporary, file);
            border?.Invoke("closure linked");
        }
        finally
        {
            File.Delete(temporary);
        }

        await DurableFiles.FlushFolderAsync(folder, cancellationToken);
        return FindLoad(dataset, loadId)?.Closed;
    }

    private static IEnumerable<string> Folders(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [];

    private static QuarantinedLoad? Read(string folder) =>
        Read(Path.Combine(folder, ReasonFile), QuarantineJson.Readable.QuarantineReason) is { } reason
            ? new QuarantinedLoad(folder, reason, Read(Path.Combine(folder, ClosedFile), QuarantineJson.Readable.QuarantineClosure))
            : null;

    /// <summary>Null if the file does not exist.</summary>
    private static T? Read<T>(string file, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), type) ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            var entry = Path.GetDirectoryName(file);
            throw new LakeCorruptException(
                file, $"it is not a quarantine entry: {e.Message}", $"Move '{entry}' elsewhere and ingest its file again.", e);
        }
    }
}
