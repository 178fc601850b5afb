using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DataShare.Schemas;

namespace DataShare.Tests.Schemas;

/// <summary>Writes a contract model as the standard's YAML: the inverse of the reader, for round trips.</summary>
internal static class ContractYaml
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(DataContract contract)
    {
        var yaml = new StringBuilder();
        yaml.Append(CultureInfo.InvariantCulture, $"apiVersion: v3.1.0\nkind: DataContract\nid: {contract.Dataset}\nversion: {contract.Version}\nstatus: {contract.Status}\n");
        Line("name", contract.Title);
        Line("team", contract.Team is null ? null : new { name = contract.Team });
        Line("servers", new[] { Server(contract) });
        Line("schema", new[] { new { name = "any", properties = contract.Columns.Select(Property), quality = contract.Quality.Select(Quality) } });
        Line("slaProperties", contract.ServiceLevels.Select(l => new { property = l.Property, value = l.Value, unit = l.Unit }));
        Line("customProperties", Custom(contract));
        return yaml.ToString();

        // JSON is valid YAML.
        void Line(string key, object? value) =>
            yaml.Append(CultureInfo.InvariantCulture, $"{key}: {JsonSerializer.Serialize(value, Plain)}\n");
    }

    private static object Server(DataContract contract) => new
    {
        server = "inbox",
        type = "local",
        path = $"inbox/{contract.Dataset}",
        format = contract.Inbox.Format?.ToString().ToLowerInvariant(),
        customProperties = new object[]
        {
            new
            {
                property = "csv",
                value = new
                {
                    delimiter = contract.Inbox.Csv.Delimiter,
                    encoding = contract.Inbox.Csv.Encoding,
                    quote = contract.Inbox.Csv.Quote?.ToString() ?? "none",
                    escape = contract.Inbox.Csv.Escape?.ToString() ?? "none",
                    comment = contract.Inbox.Csv.Comment?.ToString() ?? "none",
                    skipLines = contract.Inbox.Csv.SkipLines,
                    footerLines = contract.Inbox.Csv.FooterLines,
                    trim = contract.Inbox.Csv.Trim,
                    bareQuotes = contract.Inbox.Csv.BareQuotes is BareQuoteRule.Accept ? "accept" : "reject",
                    thousands = contract.Inbox.Csv.Thousands?.ToString() ?? "none",
                    trueValues = contract.Inbox.Csv.TrueValues,
                    falseValues = contract.Inbox.Csv.FalseValues,
                    nullValues = contract.Inbox.Csv.NullValues,
                    @decimal = contract.Inbox.Csv.Decimal.ToString(),
                    header = contract.Inbox.Csv.Header,
                    dateFormats = contract.Inbox.Csv.DateFormats,
                    timestampFormats = contract.Inbox.Csv.TimestampFormats,
                },
            },
            new
            {
                property = "arrival",
                value = new
                {
                    settle = string.Create(CultureInfo.InvariantCulture, $"{contract.Inbox.Arrival.Settle.TotalMilliseconds}ms"),
                    marker = contract.Inbox.Arrival.MarkerSuffix ?? "none",
                    identity = contract.Inbox.Arrival.Identity is DropIdentity.Content ? "content" : "name+content",
                },
            },
        },
    };

    private static Dictionary<string, object?> Property(ContractColumn column)
    {
        var property = new Dictionary<string, object?>
        {
            ["id"] = column.Id,
            ["name"] = column.Name,
            ["logicalType"] = LogicalType(column.Type.Kind),
            ["physicalType"] = column.Type.Kind is ColumnKind.Decimal ? column.Type.ToString() : null,
            ["required"] = column.Required,
            ["classification"] = column.Classification,
            ["description"] = column.Description,
            ["logicalTypeOptions"] = Options(column),
        };
        if (column.PrimaryKeyPosition is { } position)
        {
            property["primaryKey"] = true;
            property["primaryKeyPosition"] = position;
        }

        object[] custom =
        [
            .. column.Rules.Enum is { } values
                ? new object[] { new { property = "enum", value = values }, new { property = "enumOpen", value = column.Rules.EnumIsOpen } }
                : [],
            .. column.Rules.TakesNonFinite ? new object[] { new { property = "nonFinite", value = "accept" } } : [],
            .. column.Default is { } text ? new object[] { new { property = "default", value = text } } : [],
        ];
        if (custom.Length > 0)
        {
            property["customProperties"] = custom;
        }

        return property;
    }

    private static string LogicalType(ColumnKind kind) => kind switch
    {
        ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 => "integer",
        ColumnKind.Decimal or ColumnKind.Double => "number",
        ColumnKind.Boolean => "boolean",
        ColumnKind.Date => "date",
        ColumnKind.Timestamp or ColumnKind.TimestampLocal => "timestamp",
        _ => "string",
    };

    private static Dictionary<string, object?> Options(ContractColumn column)
    {
        var options = new Dictionary<string, object?>();
        switch (column.Type.Kind)
        {
            case ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 or ColumnKind.Uuid or ColumnKind.Binary:
                options["format"] = column.Type.ToString();
                break;
            case ColumnKind.TimestampLocal:
                options["timezone"] = false;
                break;
            case ColumnKind.String:
                options["minLength"] = column.Rules.MinLength;
                options["maxLength"] = column.Rules.MaxLength;
                options["pattern"] = column.Rules.Pattern;
                break;
        }

        Bound("inimum", column.Rules.Minimum, "m", "exclusiveM");
        Bound("aximum", column.Rules.Maximum, "m", "exclusiveM");
        return options;

        void Bound(string name, RuleBound? bound, string inclusive, string exclusive)
        {
            if (bound is not null)
            {
                options[(bound.Exclusive ? exclusive : inclusive) + name] = bound.Text;
            }
        }
    }

    private static Dictionary<string, object?> Quality(QualityRule rule)
    {
        var quality = new Dictionary<string, object?> { [rule.Operator!] = rule.Value };
        if (rule.Query is not null)
        {
            (quality["type"], quality["query"]) = ("sql", rule.Query);
            return quality;
        }

        quality["metric"] = rule.Metric;
        quality["arguments"] = new { properties = rule.Columns };
        return quality;
    }

    private static object[] Custom(DataContract contract)
    {
        var compatibility = string.Concat(contract.Compatibility.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
        var marker = contract.Write.DeleteMarker is { } m ? new { column = m.Column, value = m.Value } : null;
        return
        [
            new { property = "compatibility", value = compatibility },
            new { property = "write", value = new { mode = contract.Write.Mode.ToString().ToLowerInvariant(), deleteMarker = marker } },
            new
            {
                property = "onViolation",
                value = new
                {
                    unknownColumn = contract.OnViolation.UnknownColumn.ToString().ToLowerInvariant(),
                    badRow = contract.OnViolation.BadRow is BadRowRule.Quarantine ? "quarantine" : "rejectFile",
                    maxRejectPercent = contract.OnViolation.MaxRejectPercent,
                },
            },
        ];
    }
}
