using System.Text.Json;
using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>
/// What was refused, with the reason: <c>quarantine/&lt;dataset&gt;/&lt;loadId&gt;/</c> holds <c>reason.json</c> and
/// the file, or the rejected rows. An entry is there whole or not at all.
/// </summary>
public sealed class QuarantineStore(LakeLayout layout)
{
    public const string ReasonFile = "reason.json";

    /// <summary>The rejected rows for the person who will mend them, within an entry's folder.</summary>
    public const string RejectedRowsFile = "rejected-rows.csv";

    /// <summary>The rejected rows for programs, within an entry's folder.</summary>
    public const string RejectedRowsTableFile = "rejected-rows.parquet";

    /// <summary>Begins the entry of a load, out of sight. What an earlier, unfinished run left is thrown away.</summary>
    public QuarantineEntry Begin(DatasetName dataset, LoadId loadId) =>
        QuarantineEntry.Begin(layout.QuarantineFolder(dataset, loadId));

    /// <summary>The reason of a load's entry, or null when it has none.</summary>
    /// <exception cref="LakeCorruptException">The entry is there and its reason cannot be read.</exception>
    public QuarantineReason? Find(DatasetName dataset, LoadId loadId) => Read(layout.QuarantineFolder(dataset, loadId));

    /// <summary>All entries of a dataset, or of all, oldest first.</summary>
    /// <exception cref="LakeCorruptException">An entry's reason cannot be read.</exception>
    public IReadOnlyList<QuarantineReason> List(DatasetName? dataset = null)
    {
        var folders = dataset is null ? Folders(layout.QuarantineRoot) : [layout.QuarantineFolder(dataset)];
        return
        [
            .. folders.SelectMany(Folders)
                .Where(f => LoadId.TryParse(Path.GetFileName(f)) is not null)
                .Select(Read)
                .OfType<QuarantineReason>()
                .OrderBy(r => r.LoadId),
        ];
    }

    private static IEnumerable<string> Folders(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [];

    private static QuarantineReason? Read(string folder)
    {
        var file = Path.Combine(folder, ReasonFile);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), QuarantineJson.Readable.QuarantineReason)
                ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new LakeCorruptException(
                file, $"it is not a quarantine reason: {e.Message}", $"Move '{folder}' away and ingest its file again.", e);
        }
    }
}
