namespace DataShare.Warehouse;

/// <summary>What a warehouse needs for a move: its ledger's rows, and tables that do not come from the lake.</summary>
internal interface IMovable
{
    ISqlSessions Sessions { get; }

    LedgerSql Sql { get; }

    /// <summary>Makes a table as it is in another warehouse, in one transaction. A table of the same name is replaced.</summary>
    /// <param name="columns">The text between the parentheses of <c>create table</c>.</param>
    /// <returns>The number of its rows.</returns>
    ValueTask<long> TakeTableAsync(string table, string columns, IWarehouse from, CancellationToken cancellationToken);
}
