using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataShare.Warehouse;

/// <summary>
/// A consumer's statements run in one transaction with its positions. DataShare begins and ends it. A statement that would
/// end it earlier is found before any statement runs.
/// </summary>
internal static class DeliverySql
{
    private const string What = "The consumer's SQL";

    /// <returns>The unchanged text.</returns>
    /// <exception cref="WarehouseException">It ends the transaction, leaves the database, or cannot be parsed.</exception>
    public static string Check(string sql)
    {
        var tree = TransactSql.Parse(sql, What);
        if (tree.ScriptTokenStream.FirstOrDefault(t => t.TokenType is TSqlTokenType.Go) is { } separator)
        {
            // The parser knows this statement, but a server would read it as a name.
            throw new WarehouseException(
                $"{What} has '{separator.Text}', a command for a client such as sqlcmd, not SQL. Nothing was delivered. Remove it from the definition.");
        }

        return Find(tree) is { } found
            ? throw new WarehouseException(
                $"{What} has '{found.Text}': {found.Reason}. "
                + "Nothing was delivered. Remove it from the definition.")
            : sql;
    }

    public static RefusedStatement? Refused(string sql)
    {
        try
        {
            return Find(TransactSql.Parse(sql, What));
        }
        catch (WarehouseException)
        {
            return null;
        }
    }

    private static RefusedStatement? Find(TSqlScript tree)
    {
        var finder = new Finder();
        tree.Accept(finder);
        return finder.Found;
    }

    private sealed class Finder : TSqlFragmentVisitor
    {
        public RefusedStatement? Found { get; private set; }

        public override void Visit(TransactionStatement node) => Note(node);

        public override void Visit(UseStatement node) => Note(node);

        private void Note(TSqlFragment node) => Found ??= new RefusedStatement(
            node.StartLine,
            string.Concat(node.ScriptTokenStream.Skip(node.FirstTokenIndex).Take(node.LastTokenIndex - node.FirstTokenIndex + 1).Select(t => t.Text)),
            RefusedStatement.EndsTransaction);
    }
}
