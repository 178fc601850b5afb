namespace DataShare.Schemas;

/// <summary>Reads the server called <c>inbox</c>. Other servers are places outside DataShare and are ignored.</summary>
internal static class InboxReader
{
    public static InboxRules Read(YamlMapping root, DatasetName? dataset)
    {
        InboxRules? inbox = null;
        foreach (var server in root.Mappings("servers"))
        {
            if (server.RequiredText("server") != "inbox")
            {
                server.Require("type");
                server.Allow(StandardKeys.Server);
                server.NoOtherKeys();
                continue;
            }

            if (inbox is not null)
            {
                server.Problem("server", "a second server called 'inbox'; expected one");
            }

            inbox = Inbox(server, dataset);
        }

        return inbox ?? new InboxRules();
    }

    private static InboxRules Inbox(YamlMapping server, DatasetName? dataset)
    {
        server.Require("type");
        server.OneOf("type", "local");
        if (server.Text("path") is { } path && dataset is not null && !Folders(path).Contains($"/inbox/{dataset}/", StringComparison.Ordinal))
        {
            server.Problem("path", $"{SourceProblem.Quote(path)} is not this dataset's inbox; expected inbox/{dataset}");
        }

        var format = server.OneOf("format", "csv", "parquet");
        var custom = new CustomProperties(server, "csv", "arrival");
        server.Allow("id", "description", "environment", "roles");
        server.NoOtherKeys();
        return new InboxRules
        {
            Format = format switch { "csv" => FileFormat.Csv, "parquet" => FileFormat.Parquet, _ => null },
            Csv = custom.Mapping("csv") is { } csv ? CsvDialectReader.Read(csv) : new CsvDialect(),
            Arrival = custom.Mapping("arrival") is { } arrival ? Arrival(arrival) : new ArrivalRules(),
        };
    }

    private static string Folders(string path) => $"/{path.Replace('\\', '/').Trim('/')}/";

    private static ArrivalRules Arrival(YamlMapping arrival)
    {
        var standard = new ArrivalRules();
        var marker = arrival.Text("marker");
        if (marker is not (null or "none") && (!marker.StartsWith('.') || marker.Length < 2 || marker.AsSpan().ContainsAny("/\\\0 ")))
        {
            arrival.Problem("marker", $"{SourceProblem.Quote(marker)} is not a marker; expected none, or an ending such as .done");
        }

        var rules = new ArrivalRules
        {
            Settle = arrival.Duration("settle") ?? standard.Settle,
            MarkerSuffix = marker is "none" ? null : marker,
            Identity = arrival.OneOf("identity", "content", "name+content") is "name+content"
                ? DropIdentity.NameAndContent
                : DropIdentity.Content,
            IsStated = arrival.OneOf("version", "any", "stated") is "stated",
        };
        arrival.NoOtherKeys();
        return rules;
    }
}
