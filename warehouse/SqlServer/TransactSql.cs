using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataShare.Warehouse;

/// <summary>Parses users' SQL with the server's own parser, before the server gets it.</summary>
internal static class TransactSql
{
    /// <param name="what">The beginning of the message: "The query".</param>
    /// <exception cref="WarehouseException">It cannot be parsed; the message gives the place.</exception>
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
