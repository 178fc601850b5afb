namespace DataShare.Warehouse;

/// <summary>What an engine would refuse of a consumer's statements, told before there is anything to deliver.</summary>
public static class ConsumerSql
{
    /// <summary>
    /// The first statement that would end the transaction of the checkpoint, leave the database, or do more than read and
    /// change its tables. Null when there is none, or none that can be told: a statement that the engine's grammar does not
    /// know is for the engine to refuse.
    /// </summary>
    /// <param name="sql">With names in place of the braces.</param>
    public static RefusedStatement? Refused(WarehouseEngine engine, string sql) =>
        engine is WarehouseEngine.SqlServer ? DeliverySql.Refused(sql) : DuckDbDeliverySql.Refused(sql);
}

/// <param name="Line">Of the whole text, from 1.</param>
/// <param name="Reason">Why, as half a sentence behind the statement.</param>
public sealed record RefusedStatement(int Line, string Text, string Reason)
{
    public const string EndsTransaction = "DataShare begins and ends the transaction of the statements and the checkpoint";
}
