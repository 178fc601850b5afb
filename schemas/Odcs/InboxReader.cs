using System.Globalization;

namespace DataShare.Schemas;

/// <summary>Reads the server called <c>inbox</c>; the others say where else the data is, which is not ours.</summary>
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
            Csv = custom.Mapping("csv") is { } csv ? Csv(csv) : new CsvDialect(),
            Arrival = custom.Mapping("arrival") is { } arrival ? Arrival(arrival) : new ArrivalRules(),
        };
    }

    private static string Folders(string path) => $"/{path.Replace('\\', '/').Trim('/')}/";

    private static CsvDialect Csv(YamlMapping csv)
    {
        var standard = new CsvDialect();
        var encoding = csv.Text("encoding") ?? standard.Encoding;
        if (TextEncodings.Find(encoding) is null)
        {
            csv.Problem(
                "encoding",
                $"{SourceProblem.Quote(encoding)} is not an encoding; {NearestName.Hint(encoding, TextEncodings.Common)}");
        }

        var dialect = new CsvDialect
        {
            Delimiter = Delimiter(csv) ?? standard.Delimiter,
            Encoding = encoding,
            NullValues = csv.Texts("nullValues") ?? standard.NullValues,
            Decimal = csv.OneOf("decimal", ".", ",")?[0] ?? standard.Decimal,
            Header = csv.Flag("header") ?? standard.Header,
            DateFormats = Formats(csv, "dateFormats"),
            TimestampFormats = Formats(csv, "timestampFormats"),
        };
        csv.NoOtherKeys();
        return dialect;
    }

    private static char? Delimiter(YamlMapping csv)
    {
        switch (csv.Text("delimiter"))
        {
            case null:
                return null;
            case [var one] when char.IsAscii(one) && one is not ('"' or '\r' or '\n' or '\0') && !char.IsAsciiLetterOrDigit(one):
                return one;
            case var other:
                csv.Problem(
                    "delimiter",
                    $"{SourceProblem.Quote(other)} is not a delimiter; expected one ASCII character that is no letter, digit, quote or line end (a tab is \"\\t\")");
                return null;
        }
    }

    private static IReadOnlyList<string> Formats(YamlMapping csv, string key)
    {
        var formats = csv.TextItems(key) ?? [];
        foreach (var format in formats.Where(f => !IsFormat(f.Text)))
        {
            csv.Problem(
                format.Line, format.Column,
                $"{SourceProblem.Quote(format.Text)} is not a .NET date format; expected one such as dd.MM.yyyy");
        }

        return [.. formats.Select(f => f.Text)];
    }

    private static bool IsFormat(string format)
    {
        try
        {
            return format.Length > 0 && new DateTime(2026, 1, 31, 12, 34, 56).ToString(format, CultureInfo.InvariantCulture).Length > 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }

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
        };
        arrival.NoOtherKeys();
        return rules;
    }
}
