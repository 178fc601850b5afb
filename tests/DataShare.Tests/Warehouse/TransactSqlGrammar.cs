using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataShare.Tests.Warehouse;

/// <summary>The grammars of all supported servers: 2019, 2022, 2025 and Azure SQL.</summary>
internal static class TransactSqlGrammar
{
    /// <summary>The errors in a batch, as SqlClient sends it; none if every server understands it.</summary>
    public static IEnumerable<string> Errors(string batch)
    {
        TSqlParser[] servers =
        [
            new TSql150Parser(initialQuotedIdentifiers: true),
            new TSql160Parser(initialQuotedIdentifiers: true),
            new TSql170Parser(initialQuotedIdentifiers: true),
        ];
        foreach (var server in servers)
        {
            var tree = server.Parse(new StringReader(batch), out var errors);
            foreach (var error in errors)
            {
                yield return $"{server.GetType().Name}: {error.Message} in line {error.Line} of\n{batch}";
            }

            if (errors.Count == 0 && CallsByNameAlone((TSqlScript)tree))
            {
                yield return $"{server.GetType().Name}: the first word is no statement's, and taken for a procedure, in\n{batch}";
            }
        }
    }

    /// <summary>The first statement may call a procedure without <c>exec</c>, so a misspelt word is not a syntax error.</summary>
    private static bool CallsByNameAlone(TSqlScript script) =>
        script.Batches is [{ Statements: [ExecuteStatement first, ..] }, ..]
        && script.ScriptTokenStream[first.FirstTokenIndex].TokenType is not (TSqlTokenType.Exec or TSqlTokenType.Execute);
}
