using System.Text.RegularExpressions;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>Reads <c>deliver</c> of a definition.</summary>
internal static partial class DeliveryReader
{
    private static readonly string[] Ways = ["sql", "files"];

    private static readonly string[] Later = ["webhook", "command"];

    /// <summary>Null if there is no valid delivery; then there is a problem.</summary>
    /// <param name="engine">The engine of the SQL; null to find only problems that every engine has.</param>
    public static DeliveryRules? Read(YamlMapping root, IReadOnlyList<ConsumerRead> reads, EngineDescription? engine)
    {
        if (!root.Require("deliver") || root.Mapping("deliver") is not { } deliver)
        {
            return null;
        }

        var later = Later.Where(deliver.Keys.Contains).ToList();
        foreach (var way in later)
        {
            deliver.Refuse(way, $"deliver by {way} is not supported yet; expected one of {string.Join(", ", Ways)}");
        }

        var sql = deliver.Text("sql");
        var tables = Tables(deliver);
        var files = deliver.Mapping("files");
        deliver.NoOtherKeys();
        if (sql is not null && deliver.Has("files"))
        {
            deliver.Problem("files", "both sql and files; expected one of them: a consumer has one position in each table");
        }
        else if (!deliver.Has("sql") && !deliver.Has("files") && later.Count == 0)
        {
            root.Problem("deliver", $"no delivery; expected one of {string.Join(", ", Ways)}");
        }

        if (sql is null && deliver.Has("tables"))
        {
            deliver.Problem("tables", "tables can be used only with sql; expected sql");
        }

        return sql is not null ? Sql(deliver, sql, tables, reads, engine) : files is not null ? Files(files) : null;
    }

    private static List<ConsumerTable> Tables(YamlMapping deliver)
    {
        var tables = new List<ConsumerTable>();
        if (deliver.Mapping("tables") is not { } mapping)
        {
            return tables;
        }

        foreach (var name in mapping.Keys.ToList())
        {
            var columns = mapping.RequiredText(name);
            if (!TableName().IsMatch(name))
            {
                mapping.Problem(name, $"{SourceProblem.Quote(name)} is not a table's name; expected letters, digits and '_', at most 128");
            }
            else if (columns.Contains(';', StringComparison.Ordinal))
            {
                mapping.Problem(name, "there is a ';' in the columns; expected for example: country varchar(2) not null, revenue decimal(38, 2)");
            }

            tables.Add(new ConsumerTable(name, columns));
        }

        return tables;
    }

    private static DeliveryRules.Sql Sql(
        YamlMapping deliver, string sql, IReadOnlyList<ConsumerTable> tables, IReadOnlyList<ConsumerRead> reads, EngineDescription? engine)
    {
        var problems = SqlTemplate.Problems(sql, [.. reads.Select(r => r.Name)]).ToList();
        if (problems.Count == 0 && engine is { } known && known.Refused(SqlTemplate.Fill(sql, SqlRelation.NameOfBatch, _ => (0, 1))) is { } refused)
        {
            problems.Add(new SqlTemplate.Problem(refused.Line, SqlTemplate.NotTaken(refused.Text, refused.Reason)));
        }

        foreach (var problem in problems)
        {
            deliver.ProblemInLine("sql", problem.Line, problem.Message);
        }

        var read = new DeliveryRules.Sql(sql) { Tables = tables };
        deliver.Note(read, "sql");
        return read;
    }

    private static DeliveryRules.Files Files(YamlMapping files)
    {
        var path = files.RequiredText("path");
        var steps = path.Split('/', '\\');
        if (path.Length > 0 && (steps.Contains("..", StringComparer.Ordinal) || path.Any(char.IsControl)))
        {
            files.Problem(
                "path",
                $"{SourceProblem.Quote(path)} is not a valid delivery folder; expected for example outbox/revenue, without '..'");
        }

        var format = files.OneOf("format", "csv", "parquet") is "parquet" ? FileFormat.Parquet : FileFormat.Csv;
        files.NoOtherKeys();
        return new DeliveryRules.Files(path, format);
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,127}$", RegexOptions.CultureInvariant)]
    private static partial Regex TableName();
}
