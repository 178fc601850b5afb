using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>The contract versions that a dataset's tables and views follow, by the ledger.</summary>
internal static class DatasetShape
{
    /// <summary>
    /// A version that the tables follow but these contracts lack. A program with these contracts would miss rows, or remove
    /// columns. Null if there is none.
    /// </summary>
    /// <param name="shaped">The ledger's versions, in the form of <see cref="DatasetMajors.Versions"/>; null before the first load.</param>
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
                $"The tables of {majors.Dataset} follow contract {version}, which this process does not know (it knows "
                + $"{(majors.Newest.Count == 0 ? "none" : majors.Versions)}): the contract was published after the "
                + $"process began, or to another lake. {state} Start it again; if that does not help, see: datashare schema list");
        }
    }
}
