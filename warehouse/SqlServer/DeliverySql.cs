using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataShare.Warehouse;

/// <summary>
/// A consumer's statements are one transaction with its checkpoint, which is begun and ended for them: what would end
/// it earlier is found before anything is run.
/// </summary>
internal static class DeliverySql
{
    /// <returns>The text as it is.</returns>
    /// <exception cref="WarehouseException">It ends the transaction or leaves the database; or it cannot be read.</exception>
    public static string Check(string sql)
    {
        var tree = TransactSql.Parse(sql, "The consumer's SQL");
        var finder = new Finder();
        tree.Accept(finder);
        return finder.Found is { } found
            ? throw new WarehouseException(
                $"The consumer's SQL has '{found}': the statements and the checkpoint are one transaction, which is begun and ended for them. "
                + "Nothing was delivered. Take it out of the definition.")
            : sql;
    }

    private sealed class Finder : TSqlFragmentVisitor
    {
        public string? Found { get; private set; }

        public override void Visit(TransactionStatement node) => Note(node);

        public override void Visit(UseStatement node) => Note(node);

        private void Note(TSqlFragment node) =>
            Found ??= string.Concat(node.ScriptTokenStream.Skip(node.FirstTokenIndex).Take(node.LastTokenIndex - node.FirstTokenIndex + 1).Select(t => t.Text));
    }
}
