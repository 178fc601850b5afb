using DataShare.Schemas;
using DuckDB.NET.Data;

namespace DataShare.Warehouse;

/// <summary>
/// Finds the columns with DuckDB itself, in an empty database in memory. A column counts if the plan scans it, or if the
/// statements cannot be bound without it: a column that only a subquery selects is in no plan, but it must still exist.
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
                binder.Execute($"create table {SqlName.Quote(name)} ({columns})");
            }
        }
        catch (DuckDBException e)
        {
            return new ColumnUse([], FirstLine(e.Message)) { Fault = FirstLine(e.Message) };
        }

        try
        {
            return Find(binder, statements, relations);
        }
        catch (DuckDBException e)
        {
            return new ColumnUse([], FirstLine(e.Message)) { Fault = binder.Faults(statements).Where(IsForever).Select(Said).FirstOrDefault() };
        }
    }

    /// <summary>
    /// Whether the statement fails in every database. A missing table may exist in the warehouse, and a file may be accessible
    /// there. But a syntax error, or a missing column of a known table, stays an error.
    /// </summary>
    private static bool IsForever(string message) =>
        message.StartsWith("Parser Error", StringComparison.Ordinal)
        || message.StartsWith("Binder Error", StringComparison.Ordinal)
        || (message.StartsWith("Catalog Error", StringComparison.Ordinal) && message.Contains("Function with name", StringComparison.Ordinal));

    /// <summary>The first line of DuckDB's message, and the names that it suggests.</summary>
    private static string Said(string message)
    {
        var names = message.Split('\n').FirstOrDefault(l => l.StartsWith("Candidate", StringComparison.Ordinal) || l.StartsWith("Did you mean", StringComparison.Ordinal));
        return names is null ? FirstLine(message) : $"{FirstLine(message)}; {FirstLine(names)}";
    }

    private static ColumnUse Find(DuckDbBinder binder, IReadOnlyList<string> statements, IReadOnlyList<SqlRelation> relations)
    {
        MakeAll(binder, relations, r => r.Columns);
        Dictionary<string, HashSet<string>> scanned;
        var isComplete = true;
        try
        {
            scanned = binder.Scan(statements);
        }
        catch (DuckDBException) when (relations.Any(r => r.Missing.Count > 0))
        {
            isComplete = false;
            MakeAll(binder, relations, r => [.. r.Columns, .. r.Missing]);
            scanned = binder.Scan(statements);
        }

        var uses = new List<RelationUse>();
        foreach (var relation in relations.Where(r => scanned.ContainsKey(r.Name)))
        {
            IReadOnlyList<ContractColumn> has = isComplete ? relation.Columns : [.. relation.Columns, .. relation.Missing];
            var columns = relation.Columns.Select(c => c.Name).Where(scanned[relation.Name].Contains).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var doubtful = has.Where(c => !columns.Contains(c.Name)).ToList();
            columns.UnionWith(Needed(binder, statements, relation, has, doubtful).Select(c => c.Name));
            uses.Add(new RelationUse(relation, [.. has.Select(c => c.Name).Where(columns.Contains)]));
        }

        return new ColumnUse(uses);
    }

    private static void MakeAll(
        DuckDbBinder binder, IReadOnlyList<SqlRelation> relations, Func<SqlRelation, IReadOnlyList<ContractColumn>> columns)
    {
        foreach (var relation in relations)
        {
            binder.Execute(Create(relation, columns(relation)));
        }
    }

    /// <summary>The columns that the statements need to be bound. Usually there are none, so the first try leaves all of them out.</summary>
    private static List<ContractColumn> Needed(
        DuckDbBinder binder, IReadOnlyList<string> statements, SqlRelation relation, IReadOnlyList<ContractColumn> has, List<ContractColumn> doubtful)
    {
        if (doubtful.Count == 0 || CanDoWithout(doubtful))
        {
            return [];
        }

        return [.. doubtful.Where(c => !CanDoWithout([c]))];

        bool CanDoWithout(List<ContractColumn> columns) => binder.CanBind(Create(relation, has.Except(columns)), statements);
    }

    private static string Create(SqlRelation relation, IEnumerable<ContractColumn> columns)
    {
        var all = columns.Select(c => (c.Name, c.Type)).Concat(SqlRelation.Added).Select(c => $"{SqlName.Quote(c.Name)} {Sql.TypeOf(c.Type)}");
        return $"create or replace table {SqlName.Quote(relation.Name)} ({string.Join(", ", all)})";
    }

    private static string FirstLine(string message) => message.Split('\n')[0].TrimEnd('.', ' ', '\r');
}
