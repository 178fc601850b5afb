using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataShare.Warehouse;

/// <summary>
/// Follows names through the server's own grammar. There is no server here to say whose column a bare name is where
/// several tables are joined: then it is taken for ours when we have one of that name, so that a consumer is rather named
/// once too often than broken unnamed.
/// </summary>
internal static class TransactColumnUse
{
    public static ColumnUse Of(string sql, IReadOnlyList<SqlRelation> relations)
    {
        TSqlScript tree;
        try
        {
            tree = TransactSql.Parse(sql, "The SQL");
        }
        catch (WarehouseException e)
        {
            var reason = e.Message.Replace(" Nothing was run.", "", StringComparison.Ordinal).TrimEnd('.');
            return new ColumnUse([], reason) { Fault = reason };
        }

        var finder = new TransactColumnFinder(relations);
        tree.Accept(finder);
        return new ColumnUse([.. finder.Used.Select(u => Use(u.Key, u.Value, finder.Doubtful[u.Key]))]);
    }

    private static RelationUse Use(SqlRelation relation, HashSet<string> certain, HashSet<string> doubtful)
    {
        var names = relation.Columns.Concat(relation.Missing).Select(c => c.Name).ToList();
        return new RelationUse(relation, [.. names.Where(n => certain.Contains(n) || doubtful.Contains(n))])
        {
            Doubtful = [.. names.Where(n => !certain.Contains(n) && doubtful.Contains(n))],
        };
    }
}
