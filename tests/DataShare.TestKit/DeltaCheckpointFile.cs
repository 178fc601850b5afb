using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;

namespace DataShare.TestKit;

/// <summary>The newest checkpoint of a log, read by DuckDB.</summary>
internal static class DeltaCheckpointFile
{
    private static readonly string[] Kinds = ["protocol", "metaData", "txn", "add", "remove"];

    public static (long Version, IReadOnlyList<(string Kind, JsonElement Action)> Actions) Read(string logFolder)
    {
        var pointer = JsonDocument.Parse(File.ReadAllText(Path.Combine(logFolder, "_last_checkpoint"))).RootElement;
        var version = pointer.GetProperty("version").GetInt64();
        var file = Path.Combine(logFolder, version.ToString("D20", CultureInfo.InvariantCulture) + ".checkpoint.parquet");
        var actions = Rows(file).Select(row => Only(row, file)).ToList();
        DeltaLogReplay.Require(actions.Count == pointer.GetProperty("size").GetInt64(), $"'{file}' holds {actions.Count} actions, not what _last_checkpoint says");
        DeltaLogReplay.Require(actions.Count(a => a.Kind == "protocol") == 1, $"'{file}' has not exactly one protocol");
        DeltaLogReplay.Require(actions.Count(a => a.Kind == "metaData") == 1, $"'{file}' has not exactly one metaData");
        foreach (var twice in actions.Where(a => a.Kind is "add" or "remove").GroupBy(a => a.Action.GetProperty("path").GetString()))
        {
            DeltaLogReplay.Require(twice.Count() == 1, $"'{file}' names '{twice.Key}' more than once");
        }

        // The schema comes first, because the statistics of parts need it.
        return (version, [.. actions.OrderBy(a => Array.IndexOf(Kinds, a.Kind))]);
    }

    private static (string Kind, JsonElement Action) Only(JsonElement row, string file)
    {
        var set = row.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null).ToList();
        DeltaLogReplay.Require(set.Count == 1 && Kinds.Contains(set[0].Name), $"a row of '{file}' is not one action: {row}");
        DeltaFields.Check(set[0].Name, set[0].Value, "of the checkpoint");
        return (set[0].Name, set[0].Value);
    }

    private static List<JsonElement> Rows(string file)
    {
        using var connection = FileQuery.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select to_json(action)::varchar from read_parquet($file) as action";
        command.Parameters.Add(new DuckDBParameter("file", file));
        using var reader = command.ExecuteReader();
        var rows = new List<JsonElement>();
        while (reader.Read())
        {
            rows.Add(JsonDocument.Parse(reader.GetString(0)).RootElement);
        }

        return rows;
    }
}
