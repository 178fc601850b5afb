using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>A commit with its place in the dataset.</summary>
internal sealed record PlacedCommit(LakeCommit Commit, CommitPlace Place)
{
    public IReadOnlyList<LoadId> LoadIds => [.. Commit.Drops.Select(d => d.LoadId)];

    /// <summary>The current step, for messages.</summary>
    public static string Doing(IReadOnlyList<PlacedCommit> commits)
    {
        var (first, last) = (commits[0].Commit, commits[^1].Commit);
        return first.Version == last.Version
            ? string.Create(CultureInfo.InvariantCulture, $"load {first.Table} lake version {first.Version}")
            : string.Create(CultureInfo.InvariantCulture, $"load {first.Table} lake versions {first.Version} to {last.Version}");
    }

    /// <summary>The error that the number of rows differs from the number that the commits accepted.</summary>
    /// <param name="odd">The difference in a part; null if every part matches its commit.</param>
    public static WarehouseException Mismatch(IReadOnlyList<PlacedCommit> commits, long rows, string? odd) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"Could not {Doing(commits)}: the commits accepted {CountText.Of(commits.Sum(c => c.Commit.AcceptedRows), "row")}, but {rows:N0} would be stored; ")
        + (odd ?? "the parts match their commits, so rows have load ids of other commits, or a commit has a wrong count")
        + ". Nothing of it was stored. See the damage with: datashare verify");

    /// <summary>Checks that all changed keys were written. A key that no statement reaches would otherwise be lost without an error.</summary>
    /// <exception cref="WarehouseException">The statements changed another number of rows.</exception>
    public static void ConfirmChanged(PlacedCommit commit, long found, long changed)
    {
        if (found != changed)
        {
            throw new WarehouseException(string.Create(
                CultureInfo.InvariantCulture,
                $"Could not {Doing([commit])}: the commit changes {CountText.Of(found, "key")}, but {CountText.Of(changed, "row")} of the table changed. Nothing of it was stored. ")
                + $"Compare the table with the lake: datashare verify; rebuild it: datashare rebuild {commit.Commit.Table.Dataset}");
        }
    }

    /// <summary>Says that a part's number of rows differs from its commit.</summary>
    public static string OddPart(LakePart part, long rows) =>
        string.Create(CultureInfo.InvariantCulture, $"part '{part.Path}' has {CountText.Of(rows, "row")}, but its commit says {part.Rows:N0}");
}
