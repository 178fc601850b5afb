using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataShare.Warehouse;

/// <summary>
/// A consumer's statements are one transaction with its checkpoint, which is begun and ended for them: what would end
/// it earlier is found before anything is run.
/// </summary>
internal static class DeliverySql
{
    private const string What = "The consumer's SQL";

    /// <returns>The text as it is.</returns>
    /// <exception cref="WarehouseException">It ends the transaction or leaves the database; or it cannot be read.</exception>
    public static string Check(string sql)
    {
        var tree = TransactSql.Parse(sql, What);
        if (tree.ScriptTokenStream.FirstOrDefault(t => t.TokenType is TSqlTokenType.Go) is { } separator)
        {
            // The grammar knows it; a server does not, and would take it for a name.
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
