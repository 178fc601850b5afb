namespace DataShare.Schemas;

/// <summary>Reads the <c>quality</c> of a dataset or of one of its columns.</summary>
internal static class QualityReader
{
    private static readonly string[] Types = ["text", "library", "sql", "custom"];

    private static readonly string[] Metrics = ["nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount"];

    private static readonly string[] Operators =
    [
        "mustBe", "mustNotBe", "mustBeGreaterThan", "mustBeGreaterOrEqualTo", "mustBeLessThan", "mustBeLessOrEqualTo",
        "mustBeBetween", "mustNotBeBetween",
    ];

    /// <summary>Rules of <c>type: text</c> and <c>custom</c> are accepted but not returned, because no engine here runs them.</summary>
    /// <param name="column">The column that has the rules; null for rules of the dataset.</param>
    /// <param name="columns">The columns that a rule may name.</param>
    public static IEnumerable<QualityRule> Read(YamlMapping owner, string? column, IReadOnlyList<string> columns)
    {
        foreach (var rule in owner.Mappings("quality"))
        {
            if (Rule(rule, column, columns) is { } read)
            {
                yield return read;
            }
        }
    }

    private static QualityRule? Rule(YamlMapping rule, string? column, IReadOnlyList<string> columns)
    {
        var (name, severity, unit) = (rule.Text("name"), rule.Text("severity"), rule.OneOf("unit", "rows", "percent"));
        rule.Allow(StandardKeys.Quality);
        var type = rule.OneOf("type", Types) ?? "library";
        QualityRule? read = null;
        switch (type)
        {
            case "library":
                var metric = rule.Has("metric") ? rule.OneOf("metric", Metrics) : rule.OneOf("rule", Metrics);
                rule.Allow("rule");
                if (!rule.Has("metric") && !rule.Has("rule"))
                {
                    rule.Require("metric");
                }

                read = QualityArguments.Read(rule, metric ?? "", named => Compared(rule, metric ?? "", null, Columns(rule, named, column, columns)));
                break;
            case "sql":
                read = Compared(rule, "sql", rule.RequiredText("query"), column is null ? [] : [column]);
                break;
            case "custom":
                rule.Require("engine");
                rule.Allow("implementation");
                break;
        }

        rule.NoOtherKeys();
        if (read is null)
        {
            return null;
        }

        read = read with
        {
            Name = name,
            IsWarning = severity?.ToLowerInvariant() is "warning" or "info",
            IsPercent = unit is "percent",
        };
        rule.Note(read, read.Query is null ? read.Operator ?? "metric" : "query");
        return read;
    }

    private static QualityRule Compared(YamlMapping rule, string metric, string? query, IReadOnlyList<string> columns)
    {
        var given = Operators.Where(rule.Has).ToList();
        if (given.Count != 1)
        {
            var found = given.Count == 0 ? "no comparison" : $"{given.Count} comparisons";
            rule.Problem(given.Count == 0 ? "" : given[1], $"{found}; expected one of {string.Join(", ", Operators)}");
            return new QualityRule(metric, null, null, columns, query);
        }

        var comparison = given[0];
        return new QualityRule(metric, comparison, Value(rule, comparison), columns, query);
    }

    private static string? Value(YamlMapping rule, string comparison)
    {
        if (comparison is "mustBe" or "mustNotBe")
        {
            return rule.Text(comparison);
        }

        if (comparison is not ("mustBeBetween" or "mustNotBeBetween"))
        {
            _ = rule.Decimal(comparison);
            return rule.Text(comparison);
        }

        var bounds = rule.TextItems(comparison) ?? [];
        if (bounds.Count != 2 || !bounds.All(b => ColumnValue.IsBound(new ColumnType(ColumnKind.Double), b.Text)))
        {
            rule.Problem(comparison, $"'{comparison}' is not a range; expected two numbers, the smaller first");
            return null;
        }

        return string.Join(',', bounds.Select(b => b.Text));
    }

    private static IReadOnlyList<string> Columns(
        YamlMapping rule, IReadOnlyList<YamlText> named, string? column, IReadOnlyList<string> columns)
    {
        foreach (var name in named.Where(n => !columns.Contains(n.Text, StringComparer.Ordinal)))
        {
            rule.Problem(
                name.Line, name.Column,
                $"the schema has no column {SourceProblem.Quote(name.Text)}; {NearestName.Hint(name.Text, columns)}");
        }

        return column is null ? [.. named.Select(n => n.Text)] : [column];
    }
}
