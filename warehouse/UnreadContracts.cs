using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// All contracts of a dataset together decide the shape of its tables. If one cannot be read, the tables would be changed
/// as if the dataset had fewer versions.
/// </summary>
internal static class UnreadContracts
{
    /// <param name="left">A sentence about the work that was not done.</param>
    /// <exception cref="WarehouseException">A published contract of the dataset cannot be read.</exception>
    public static void Refuse(ContractCatalog catalog, DatasetName dataset, string left)
    {
        if (catalog.Unread.Contains(dataset))
        {
            throw new WarehouseException($"A published contract of dataset '{dataset}' cannot be read. {left} See which with: datashare status");
        }
    }
}
