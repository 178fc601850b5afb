namespace DataShare.Warehouse;

/// <summary>Statements that make a consumer's table as it is in another warehouse.</summary>
internal static class TableCopyStatements
{
    /// <summary>All rows. Every engine understands it.</summary>
    public static string Rows(string table) => $"select * from {SqlName.Quote(table)}";

    /// <param name="columns">The text between the parentheses of <c>create table</c>.</param>
    public static string Make(string table, string columns) =>
        $"""
        drop table if exists {SqlName.Quote(table)};
        create table {SqlName.Quote(table)} ({columns});
        """;

    public static string Count(string table) => $"select count_big(*) from {SqlName.Quote(table)}";
}
