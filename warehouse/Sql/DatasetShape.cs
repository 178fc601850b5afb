using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>What the ledger says that a dataset's tables and views follow.</summary>
internal static class DatasetShape
{
    /// <summary>
    /// A version that the tables follow and these contracts do not have: whoever works with them would miss rows, or take
    /// columns away. Null when there is none.
    /// </summary>
    /// <param name="shaped">As <see cref="DatasetMajors.Versions"/>; null before the first load.</param>
    public static ContractVersion? Unknown(string? shaped, DatasetMajors majors) => shaped is null
        ? null
        : shaped.Split(", ", StringSplitOptions.RemoveEmptyEntries)
            .Select(ContractVersion.Parse)
            .Where(v => majors.Find(v.Major) is not { } known || known.Version < v)
            .Select(v => (ContractVersion?)v)
            .FirstOrDefault();

    /// <exception cref="WarehouseException">There is such a version.</exception>
    public static void Confirm(string? shaped, DatasetMajors majors, string state)
    {
        if (Unknown(shaped, majors) is { } version)
        {
            throw new WarehouseException(
                $"The tables of {majors.Dataset} follow contract {version}, and here there are "
                + $"{(majors.Newest.Count == 0 ? "none" : majors.Versions)}: it was published after this "
                + $"program began, or to another lake. {state} Start it again; if that does not help, see: datashare schema list");
        }
    }
}
