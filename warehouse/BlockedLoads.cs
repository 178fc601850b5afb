using System.Globalization;
using System.Text.Json;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Commits of a dataset that cannot be loaded; later commits wait for them.</summary>
/// <param name="Table">Such as <c>orders/v1</c>; null if no commit is the cause.</param>
/// <param name="LakeVersion">The first of the commits; -1 if no commit is the cause.</param>
/// <param name="Files">The first few files of the commits.</param>
/// <param name="Since">The time of the first failure.</param>
/// <param name="Reason">The message, with the next step.</param>
public sealed record BlockedLoad(string Dataset, string? Table, long LakeVersion, IReadOnlyList<string> Files, DateTimeOffset Since, string Reason);

/// <summary>
/// Records of loads that fail until somebody acts: one file for each dataset, so that the reason is not lost. If a
/// record cannot be written or read, this is not an error, because the failed load reports the reason too.
/// </summary>
/// <param name="folder">Null to record nothing.</param>
public sealed class BlockedLoads(string? folder, TimeProvider time)
{
    private const int MostFiles = 3;

    /// <summary>By dataset.</summary>
    public IReadOnlyList<BlockedLoad> Read() => folder is null || !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, "*.json").Select(Read).OfType<BlockedLoad>().OrderBy(b => b.Dataset, StringComparer.Ordinal)];

    /// <param name="commits">The commits of the transaction that failed; null if no transaction began.</param>
    internal void Note(DatasetName dataset, IReadOnlyList<LakeCommit>? commits, string reason)
    {
        if (folder is null)
        {
            return;
        }

        var file = FileOf(folder, dataset);
        var (table, version) = commits is { Count: > 0 } ? (commits[0].Table.ToString(), commits[0].Version) : (null, -1L);
        var before = Read(file);
        var note = new BlockedLoad(
            dataset.Value,
            table,
            version,
            [.. (commits ?? []).SelectMany(c => c.Drops).Select(d => d.Name).Take(MostFiles)],
            before is not null && (before.Table, before.LakeVersion) == (table, version) ? before.Since : time.GetUtcNow(),
            reason);
        Try(() =>
        {
            Directory.CreateDirectory(folder);
            var next = string.Create(CultureInfo.InvariantCulture, $"{file}.{Environment.ProcessId}.next");
            File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(note));
            File.Move(next, file, overwrite: true);
            return true;
        });
    }

    /// <summary>Removes the record, because everything of the dataset is loaded.</summary>
    internal void Clear(DatasetName dataset)
    {
        if (folder is not null && File.Exists(FileOf(folder, dataset)))
        {
            Try(() =>
            {
                File.Delete(FileOf(folder, dataset));
                return true;
            });
        }
    }

    private static string FileOf(string folder, DatasetName dataset) => Path.Combine(folder, dataset.Value + ".json");

    private static BlockedLoad? Read(string file) => Try(() => File.Exists(file) ? JsonSerializer.Deserialize<BlockedLoad>(File.ReadAllBytes(file)) : null);

    private static T? Try<T>(Func<T?> step)
    {
        try
        {
            return step();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return default;
        }
    }
}
