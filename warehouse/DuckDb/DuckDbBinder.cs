using System.Text.Json;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;

namespace DataShare.Warehouse;

/// <summary>An empty database in memory that plans statements. Statements that would act outside of it are refused.</summary>
internal sealed partial class DuckDbBinder : IDisposable
{
    private readonly DuckDBConnection connection = new("DataSource=:memory:");

    public DuckDbBinder()
    {
        connection.Open();
        // Turns off all optimizers except the one that drops unused columns. Over empty tables the others remove the whole plan.
        Execute(
            """
            set threads = 1;
            set memory_limit = '200MB';
            set temp_directory = '';
            set explain_output = 'physical_only';
            set variable optimizers = (select string_agg(name, ',') from duckdb_optimizers() where name <> 'unused_columns');
            """);
        Execute($"set disabled_optimizers = '{Text("select getvariable('optimizers')")}'");
        Execute("set enable_external_access = false; set lock_configuration = true");
    }

    public void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>The tables that the statements scan, each with the columns in their plans.</summary>
    /// <exception cref="DuckDBException">One of them cannot be bound.</exception>
    public Dictionary<string, HashSet<string>> Scan(IReadOnlyList<string> statements)
    {
        var scanned = new Dictionary<string, HashSet<string>>(StringComparer.OrdinalIgnoreCase);
        Undone(() =>
        {
            foreach (var statement in statements)
            {
                Plan(statement, scanned);
            }
        });
        return scanned;
    }

    /// <summary>DuckDB's message for each statement that it cannot bind. The other statements are still planned.</summary>
    public IReadOnlyList<string> Faults(IReadOnlyList<string> statements)
    {
        var faults = new List<string>();
        Undone(() =>
        {
            foreach (var statement in statements)
            {
                try
                {
                    Plan(statement, []);
                }
                catch (DuckDBException e)
                {
                    faults.Add(e.Message);
                }
            }
        });
        return faults;
    }

    /// <summary>Whether the statements can be bound after the change. The change is rolled back.</summary>
    public bool CanBind(string change, IReadOnlyList<string> statements)
    {
        try
        {
            Undone(() =>
            {
                Execute(change);
                foreach (var statement in statements)
                {
                    Plan(statement, []);
                }
            });
            return true;
        }
        catch (DuckDBException)
        {
            return false;
        }
    }

    public void Dispose() => connection.Dispose();

    private void Undone(Action work)
    {
        Execute("begin");
        try
        {
            work();
        }
        finally
        {
            Execute("rollback");
        }
    }

    private void Plan(string statement, Dictionary<string, HashSet<string>> scanned)
    {
        Explain(statement, scanned);
        if (Creates().IsMatch(SqlStatements.Bare(statement)))
        {
            // Later statements need the table. Its rows are left out: there are no data, and a generated series could be endless.
            Execute(CreatesFromQuery().IsMatch(SqlStatements.Bare(statement)) ? $"{statement}\nwith no data" : statement);
        }
    }

    private void Explain(string statement, Dictionary<string, HashSet<string>> scanned)
    {
        try
        {
            ExplainAsItIs(statement, scanned);
        }
        catch (DuckDBException e) when (SqlStatements.QueryOfInsert(statement) is { } query && e.Message.Contains("does not exist", StringComparison.Ordinal))
        {
            // It fills a table of the warehouse that is unknown here. The query that it reads from can still be planned.
            ExplainAsItIs(query, scanned);
        }
    }

    private void ExplainAsItIs(string statement, Dictionary<string, HashSet<string>> scanned)
    {
        using var command = Command($"explain (format json) {statement}");
        using var plan = command.ExecuteReader();
        while (plan.Read())
        {
            using var json = JsonDocument.Parse(plan.GetString(1));
            Note(json.RootElement, scanned);
        }
    }

    private static void Note(JsonElement node, Dictionary<string, HashSet<string>> scanned)
    {
        if (node.ValueKind is JsonValueKind.Array)
        {
            foreach (var item in node.EnumerateArray())
            {
                Note(item, scanned);
            }
        }
        else if (node.ValueKind is JsonValueKind.Object)
        {
            if (node.TryGetProperty("extra_info", out var scan) && scan.ValueKind is JsonValueKind.Object && scan.TryGetProperty("Table", out var table))
            {
                var name = table.GetString()!.Split('.')[^1].Trim('"');
                scanned.TryAdd(name, new HashSet<string>(StringComparer.OrdinalIgnoreCase));
                scanned[name].UnionWith(scan.TryGetProperty("Projections", out var columns) ? Texts(columns) : []);
            }

            Note(node.TryGetProperty("children", out var children) ? children : default, scanned);
        }
    }

    private static IEnumerable<string> Texts(JsonElement value) =>
        value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().Select(v => v.GetString()!) : [value.GetString()!];

    private string Text(string sql)
    {
        using var command = Command(sql);
        return (string)command.ExecuteScalar()!;
    }

    private DuckDBCommand Command(string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names come through SqlName.Quote; the consumer's own statements are planned, and there is no data.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    [GeneratedRegex(@"^(create|drop|alter)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Creates();

    [GeneratedRegex("""^create\s+(or\s+replace\s+)?(temp\s+|temporary\s+)?table\s+(if\s+not\s+exists\s+)?("[^"]+"|[\w.])+\s+as\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex CreatesFromQuery();
}
