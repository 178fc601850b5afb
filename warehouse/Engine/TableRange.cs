using System.Globalization;
using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>The lake versions of one table after a position, up to another.</summary>
/// <param name="From">The range begins after this version; -1 for the first.</param>
/// <param name="To">The last version. If there are no new versions, it equals <paramref name="From"/>.</param>
public sealed record TableRange(LakeTableId Table, long From, long To)
{
    public bool IsMoving => To > From;

    /// <summary>Writes ranges as in <c>orders@58..60, customers@12</c>: the versions 58 to 60 of one table and 12 of another.</summary>
    public static string Text(IReadOnlyList<TableRange> ranges) => string.Join(", ", ranges.Where(r => r.IsMoving).Select(r =>
    {
        var table = LakePositions.TableName(r.Table, ranges.Select(o => o.Table));
        return r.From + 1 == r.To
            ? string.Create(CultureInfo.InvariantCulture, $"{table}@{r.To}")
            : string.Create(CultureInfo.InvariantCulture, $"{table}@{r.From + 1}..{r.To}");
    }));
}
