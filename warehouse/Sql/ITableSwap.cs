using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>What an engine can do with whole tables in the transaction of a load.</summary>
internal interface ITableSwap
{
    /// <summary>Drops a table and its views, if they exist.</summary>
    Task DropAsync(LakeTableId table, CancellationToken cancellationToken);

    /// <summary>Replaces a table by another one, which loses its name.</summary>
    Task ReplaceAsync(LakeTableId table, LakeTableId by, CancellationToken cancellationToken);
}
