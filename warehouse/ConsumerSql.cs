namespace DataShare.Warehouse;

/// <summary>Finds statements of a consumer that an engine would refuse, before there are rows to deliver.</summary>
public static class ConsumerSql
{
    /// <summary>
    /// The first statement that would end the transaction of the checkpoint, leave the database, or do more than read
    /// and change its tables. Null if there is none. The engine itself refuses statements that its grammar does not
    /// know.
    /// </summary>
    /// <param name="sql">With names in place of the braces.</param>
    public static RefusedStatement? Refused(WarehouseEngine engine, string sql) =>
        engine is WarehouseEngine.SqlServer ? DeliverySql.Refused(sql) : DuckDbDeliverySql.Refused(sql);
}

/// <param name="Line">Of the whole text, from 1.</param>
/// <param name="Reason">The reason, to follow the statement in a sentence.</param>
public sealed record RefusedStatement(int Line, string Text, string Reason)
{
    public const string EndsTransaction = "DataShare begins and ends the transaction of the statements and the checkpoint";
}
