using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// A dataset's tables are shaped by all of its contracts together. With one that cannot be read they would be taken for
/// tables of fewer versions, and changed.
/// </summary>
internal static class UnreadContracts
{
    /// <param name="left">What was not done, as a sentence.</param>
    /// <exception cref="WarehouseException">A published contract of the dataset cannot be read.</exception>
    public static void Refuse(ContractCatalog catalog, DatasetName dataset, string left)
    {
        if (catalog.Unread.Contains(dataset))
        {
            throw new WarehouseException($"A published contract of dataset '{dataset}' cannot be read. {left} See which with: datashare status");
        }
    }
}
