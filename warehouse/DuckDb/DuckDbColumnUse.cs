using DataShare.Schemas;
using DuckDB.NET.Data;

namespace DataShare.Warehouse;

/// <summary>
/// Asks DuckDB itself, in an empty database in memory. A column counts when the plan scans it, or when the statements
/// cannot be bound without it: a column that a subquery selects and nobody uses is in no plan, and yet its name must be
/// there.
/// </summary>
internal static class DuckDbColumnUse
{
    private static readonly DuckDbDialect Sql = new();

    public static ColumnUse Of(string sql, IReadOnlyList<SqlRelation> relations, IReadOnlyList<(string Name, string Columns)> tables)
    {
        var statements = SqlStatements.Split(sql).ToList();
        using var binder = new DuckDbBinder();
        try
        {
            foreach (var (name, columns) in tables)
            {
                binder.Execute($"create table {SqlDialect.Quote(name)} ({columns})");
            }

            foreach (var relation in relations)
            {
                binder.Execute(Create(relation, relation.Columns));
            }

            return Find(binder, statements, relations);
        }
        catch (DuckDBException e)
        {
            return new ColumnUse([], FirstLine(e.Message));
        }
    }

    private static ColumnUse Find(DuckDbBinder binder, IReadOnlyList<string> statements, IReadOnlyList<SqlRelation> relations)
    {
        var scanned = binder.Scan(statements);
        var uses = new List<RelationUse>();
        foreach (var relation in relations.Where(r => scanned.ContainsKey(r.Name)))
        {
            var columns = scanned[relation.Name];
            var others = relation.Columns.Where(c => !columns.Contains(c.Name)).ToList();
            columns.UnionWith(Needed(binder, statements, relation, others).Select(c => c.Name));
            uses.Add(new RelationUse(relation, [.. relation.Columns.Select(c => c.Name).Where(columns.Contains)]));
        }

        return new ColumnUse(uses);
    }

    /// <summary>Those without which the statements cannot be bound. Mostly none, which is found by leaving all of them out.</summary>
    private static List<ContractColumn> Needed(
        DuckDbBinder binder, IReadOnlyList<string> statements, SqlRelation relation, List<ContractColumn> doubtful)
    {
        if (doubtful.Count == 0 || CanDoWithout(doubtful))
        {
            return [];
        }

        return [.. doubtful.Where(c => !CanDoWithout([c]))];

        bool CanDoWithout(List<ContractColumn> columns) => binder.CanBind(
            Create(relation, relation.Columns.Except(columns)), statements);
    }

    private static string Create(SqlRelation relation, IEnumerable<ContractColumn> columns)
    {
        var all = columns.Select(c => (c.Name, c.Type)).Concat(SqlRelation.Added).Select(c => $"{SqlDialect.Quote(c.Name)} {Sql.TypeOf(c.Type)}");
        return $"create or replace table {SqlDialect.Quote(relation.Name)} ({string.Join(", ", all)})";
    }

    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd('.', ' ', '\r');
}
