using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataShare.Warehouse;

/// <summary>Reads SQL that people write with the server's own grammar, before the server sees it.</summary>
internal static class TransactSql
{
    /// <param name="what">Begins the message: "The query".</param>
    /// <exception cref="WarehouseException">It cannot be read; the message says where.</exception>
    public static TSqlScript Parse(string sql, string what)
    {
        using var text = new StringReader(sql);
        var tree = new TSql170Parser(initialQuotedIdentifiers: true).Parse(text, out var errors);
        return errors.Count == 0
            ? (TSqlScript)tree
            : throw new WarehouseException(string.Create(
                CultureInfo.InvariantCulture,
                $"{what} cannot be parsed: line {errors[0].Line}, column {errors[0].Column}: {errors[0].Message.TrimEnd('.')}. Nothing was run."));
    }
}
