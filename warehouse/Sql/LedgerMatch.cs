using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Finds the lake's commit of each load.</summary>
internal static class LedgerMatch
{
    /// <returns>The commit of each load, in the loads' order.</returns>
    /// <exception cref="WarehouseException">A load's commit is not in the lake, or is a different one.</exception>
    public static IReadOnlyList<PlacedCommit> Commits(
        DatasetMajors majors, IReadOnlyList<LoadRecord> loads, IReadOnlyList<LakeCommit> commits)
    {
        var byVersion = commits.ToDictionary(c => (c.Table, c.Version));
        var placed = new List<PlacedCommit>(loads.Count);
        foreach (var load in loads.Select(l => l.Commit))
        {
            if (majors.Find(load.Table.Major) is null)
            {
                throw new WarehouseException(
                    $"The tables of {majors.Dataset} cannot be rebuilt: {load.Table} was loaded, but there is no contract of that major. "
                    + "Nothing was changed. Restore its file.");
            }

            if (Problem(load, byVersion.GetValueOrDefault((load.Table, load.LakeVersion))) is { } problem)
            {
                throw new WarehouseException(
                    $"The tables of {majors.Dataset} cannot be rebuilt: {problem}. Nothing was changed. Restore the lake from which the warehouse was loaded.");
            }

            placed.Add(new PlacedCommit(byVersion[(load.Table, load.LakeVersion)], load.Place));
        }

        return placed;
    }

    /// <summary>The first drop of a commit, if the ledger has other drops under the commit's version; null if it was loaded, or the commit has no drop.</summary>
    /// <param name="loaded">The load ids that the ledger has for that version.</param>
    public static LoadId? Stranger(LakeCommit commit, IReadOnlyList<LoadId> loaded) =>
        commit.Drops is [var drop, ..] && !loaded.Contains(drop.LoadId) ? drop.LoadId : null;

    /// <summary>The difference between a load and its commit; null if they match.</summary>
    public static string? Problem(LoadedCommit load, LakeCommit? commit)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"lake version {load.LakeVersion} of {load.Table}");
        if (commit is null)
        {
            return $"{name} was loaded, but is not in the lake";
        }

        return load.LoadIds.ToHashSet().SetEquals(commit.Drops.Select(d => d.LoadId))
            ? null
            : $"{name} was loaded with {string.Join(", ", load.LoadIds)}, and the lake has {string.Join(", ", commit.Drops.Select(d => d.LoadId))} there";
    }
}
