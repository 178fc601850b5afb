namespace DataShare.Warehouse;

/// <summary>The tables that a warehouse has, whoever made them.</summary>
public static class ExistingTables
{
    /// <summary>Every engine understands it, with the right case of letters. 'main' and 'dbo' are the schemas of names without a schema.</summary>
    internal const string Query = "select TABLE_NAME from INFORMATION_SCHEMA.TABLES where TABLE_SCHEMA in ('main', 'dbo')";

    /// <summary>The names of the tables and views; they are compared without case.</summary>
    public static async ValueTask<IReadOnlySet<string>> NamesAsync(IWarehouse warehouse, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        await using var query = await warehouse.QueryAsync(Query, cancellationToken);
        while (await query.Reader.ReadAsync(cancellationToken))
        {
            names.Add(query.Reader.GetString(0));
        }

        return names;
    }
}
