using DataShare.Schemas;

namespace DataShare.Consumers;

/// <summary>Reads <c>deliver</c> of a definition.</summary>
internal static class DeliveryReader
{
    private static readonly string[] Ways = ["sql", "files"];

    private static readonly string[] Later = ["webhook", "command"];

    /// <summary>Null when there is none that can be used; then there is a problem.</summary>
    public static DeliveryRules? Read(YamlMapping root, IReadOnlyList<ConsumerRead> reads)
    {
        if (!root.Require("deliver") || root.Mapping("deliver") is not { } deliver)
        {
            return null;
        }

        var later = Later.Where(deliver.Keys.Contains).ToList();
        foreach (var way in later)
        {
            deliver.Refuse(way, $"deliver by {way} is not there yet; expected one of {string.Join(", ", Ways)}");
        }

        var sql = deliver.Text("sql");
        var files = deliver.Mapping("files");
        deliver.NoOtherKeys();
        if (sql is not null && deliver.Has("files"))
        {
            deliver.Problem("files", "both sql and files; expected one of them: a consumer has one checkpoint");
        }
        else if (!deliver.Has("sql") && !deliver.Has("files") && later.Count == 0)
        {
            root.Problem("deliver", $"no way to deliver; expected one of {string.Join(", ", Ways)}");
        }

        return sql is not null ? Sql(deliver, sql, reads) : files is not null ? Files(files) : null;
    }

    private static DeliveryRules.Sql Sql(YamlMapping deliver, string sql, IReadOnlyList<ConsumerRead> reads)
    {
        foreach (var problem in SqlTemplate.Problems(sql, [.. reads.Select(r => r.Name)]))
        {
            deliver.Problem("sql", problem);
        }

        return new DeliveryRules.Sql(sql);
    }

    private static DeliveryRules.Files Files(YamlMapping files)
    {
        var path = files.RequiredText("path");
        var steps = path.Split('/', '\\');
        if (path.Length > 0 && (steps.Contains("..", StringComparer.Ordinal) || path.Any(char.IsControl)))
        {
            files.Problem(
                "path",
                $"{SourceProblem.Quote(path)} is not a folder to deliver to; expected one such as outbox/revenue, without '..'");
        }

        var format = files.OneOf("format", "csv", "parquet") is "parquet" ? FileFormat.Parquet : FileFormat.Csv;
        files.NoOtherKeys();
        return new DeliveryRules.Files(path, format);
    }
}
