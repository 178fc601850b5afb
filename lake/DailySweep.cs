using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>
/// Removes, once a day for each dataset, what processes left that died: parts without a commit, files under a temporary
/// name, and unfinished quarantine entries. Can be called concurrently and at any time.
/// </summary>
public sealed class DailySweep(LakeStore lake, TimeProvider time)
{
    /// <summary>Longer than any time between writing a part and committing it.</summary>
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <param name="inUse">Loads in progress: their parts stay, even if a changed clock makes them look old.</param>
    /// <exception cref="LakeCorruptException">A log cannot be read; nothing of its table was removed.</exception>
    public async ValueTask RunAsync(DatasetName dataset, IReadOnlySet<LoadId> inUse, CancellationToken cancellationToken)
    {
        var tables = lake.TablesOf(dataset);
        var note = Path.Combine(lake.Layout.TablesFolder, dataset.Value, ".swept");
        if (tables.Count == 0 || !IsDue(note))
        {
            return;
        }

        foreach (var table in tables)
        {
            await lake.Table(table).SweepOrphansAsync(Day, inUse, cancellationToken);
        }

        SweepTemporary(dataset, inUse);

        await File.WriteAllTextAsync(note, time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture), cancellationToken);
    }

    private void SweepTemporary(DatasetName dataset, IReadOnlySet<LoadId> inUse)
    {
        var before = (time.GetUtcNow() - Day).UtcDateTime;
        foreach (var root in new[] { lake.Layout.RawRoot, lake.Layout.QuarantineRoot, lake.Layout.ContractsFolder })
        {
            foreach (var file in DurableFiles.TemporaryFrom(Path.Combine(root, dataset.Value), before, SearchOption.AllDirectories))
            {
                File.Delete(file);
            }
        }

        lake.Quarantine.SweepUnfinished(dataset, before, inUse);
    }

    private bool IsDue(string note) =>
        !File.Exists(note)
        || !DateTimeOffset.TryParse(File.ReadAllText(note), CultureInfo.InvariantCulture, out var swept)
        // A time in the future comes from a clock that was ahead.
        || (time.GetUtcNow() - swept).Duration() >= Day;
}
