using DataShare.Schemas;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataShare.Warehouse;

/// <summary>
/// Checks that a query is one statement that only reads, before the server gets it. The server's rights protect the data.
/// This check reports earlier, and also finds statements that a rollback would not undo.
/// </summary>
internal static class ReadOnlyStatement
{
    private const string What = "The query";

    /// <returns>The statement without the text around it: comments, a semicolon, <c>go</c>.</returns>
    /// <exception cref="WarehouseException">It is not one statement, does more than read, or cannot be parsed.</exception>
    public static string Check(string sql)
    {
        var statements = Parse(sql).Batches.SelectMany(b => b.Statements).ToList();
        if (statements is not [var statement])
        {
            throw new WarehouseException(
                statements.Count == 0
                    ? "A query is one statement, but there is none. Nothing was run. It begins with select."
                    : $"A query is one statement, but there are {statements.Count}. Nothing was run. Run them one after the other.");
        }

        var finder = new Finder();
        statement.Accept(finder);
        return finder.Reason is null
            ? Text(statement).TrimEnd(';', ' ', '\t', '\r', '\n')
            : throw new WarehouseException($"{finder.Reason} Nothing was run.");
    }

    private static TSqlScript Parse(string sql)
    {
        try
        {
            return TransactSql.Parse(sql, What);
        }
        catch (WarehouseException e) when (sql.TrimStart().StartsWith("from", StringComparison.OrdinalIgnoreCase))
        {
            throw new WarehouseException($"{e.Message} The warehouse is SQL Server, whose queries begin with select: select * from …", e);
        }
    }

    private static string Text(TSqlFragment node) => string.Concat(node.ScriptTokenStream
        .Skip(node.FirstTokenIndex)
        .Take(node.LastTokenIndex - node.FirstTokenIndex + 1)
        .Select(t => t.Text));

    /// <summary>Finds the first part of a statement that does more than read.</summary>
    private sealed class Finder : TSqlFragmentVisitor
    {
        public string? Reason { get; private set; }

        public override void Visit(TSqlStatement node)
        {
            if (node is not SelectStatement)
            {
                Note($"A query only reads: expected a select, with or without common table expressions, but {Shown(node)} is not.");
            }
        }

        public override void Visit(SelectStatement node)
        {
            if (node.Into is { } table)
            {
                Note($"A query only reads, but this one stores its result, into {Shown(table)}.");
            }
        }

        public override void Visit(DataModificationTableReference node) => Note($"A query only reads, but {Shown(node)} changes rows.");

        public override void Visit(NextValueForExpression node) =>
            Note($"A query only reads, but {Shown(node)} takes a number from a sequence.");

        public override void Visit(OpenRowsetTableReference node) => NoteBeyond(node);

        public override void Visit(BulkOpenRowset node) => NoteBeyond(node);

        public override void Visit(InternalOpenRowset node) => NoteBeyond(node);

        public override void Visit(OpenRowsetCosmos node) => NoteBeyond(node);

        public override void Visit(OpenQueryTableReference node) => NoteBeyond(node);

        public override void Visit(AdHocTableReference node) => NoteBeyond(node);

        public override void Visit(InvokeExternalApiFunctionCall node) => NoteBeyond(node);

        private static string Shown(TSqlFragment node) => SourceProblem.Quote(Text(node));

        /// <summary>Refuses access to other servers and files, because a rollback does not undo changes there.</summary>
        private void NoteBeyond(TSqlFragment node) => Note($"A query reads only this server, but {Shown(node)} reads another source.");

        private void Note(string reason) => Reason ??= reason;
    }
}
