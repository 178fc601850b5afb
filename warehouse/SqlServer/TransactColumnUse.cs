using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataShare.Warehouse;

/// <summary>
/// Resolves names with the server's own parser. Without a server, nobody knows the table of an unqualified name in a join of
/// several tables. If one of our relations has such a column, the name counts as ours. So the gate rather names a consumer
/// that is not affected than misses one that breaks.
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
