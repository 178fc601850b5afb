namespace DataShare.Warehouse;

/// <summary>What an engine would refuse of a consumer's statements, told before there is anything to deliver.</summary>
public static class ConsumerSql
{
    /// <summary>
    /// The first statement that would end the transaction of the checkpoint, or leave the database. Null when there is none
    /// or it cannot be told: DuckDB's statements are told by their first words, and one that the engine's grammar does not
    /// know is for the engine to refuse.
    /// </summary>
    /// <param name="sql">With names in place of the braces.</param>
    public static RefusedStatement? Refused(WarehouseEngine engine, string sql) =>
        engine is WarehouseEngine.SqlServer ? DeliverySql.Refused(sql) : null;
}

/// <param name="Line">Of the whole text, from 1.</param>
public sealed record RefusedStatement(int Line, string Text);
