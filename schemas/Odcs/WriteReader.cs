namespace DataShare.Schemas;

/// <summary>Reads the contract's custom properties <c>write</c> and <c>onViolation</c>.</summary>
internal static class WriteReader
{
    public static WriteRules Write(CustomProperties custom, IReadOnlyList<ContractColumn> columns)
    {
        if (custom.Mapping("write") is not { } write)
        {
            return new WriteRules();
        }

        var mode = write.OneOf("mode", "append", "merge", "snapshot") switch
        {
            "merge" => WriteMode.Merge,
            "snapshot" => WriteMode.Snapshot,
            _ => WriteMode.Append,
        };
        if (mode is WriteMode.Merge && columns.Count > 0 && !columns.Any(c => c.PrimaryKeyPosition is not null))
        {
            write.Problem("mode", "merge needs a primary key; expected primaryKey: true on at least one column");
        }

        var marker = Marker(write, mode, columns);
        write.NoOtherKeys();
        return new WriteRules(mode, marker);
    }

    public static ViolationRules OnViolation(CustomProperties custom, WriteRules write, IReadOnlyList<ContractColumn> columns)
    {
        // Without a key nobody knows which earlier row a rejected row replaces, so the table would lose that row. The contract must
        // allow this explicitly.
        var isKeyless = write.Mode is WriteMode.Snapshot && !columns.Any(c => c.PrimaryKeyPosition is not null);
        var standard = new ViolationRules(BadRow: isKeyless ? BadRowRule.RejectFile : BadRowRule.Quarantine);
        if (custom.Mapping("onViolation") is not { } violation)
        {
            return standard;
        }

        var percent = violation.Decimal("maxRejectPercent") ?? standard.MaxRejectPercent;
        if (percent is < 0 or > 100)
        {
            violation.Problem("maxRejectPercent", $"{violation.Text("maxRejectPercent")} is not a percentage; expected 0 to 100");
        }

        var rules = new ViolationRules(
            violation.OneOf("unknownColumn", "reject", "ignore", "rescue") switch
            {
                "ignore" => UnknownColumnRule.Ignore,
                "rescue" => UnknownColumnRule.Rescue,
                _ => standard.UnknownColumn,
            },
            violation.OneOf("badRow", "quarantine", "rejectFile") switch
            {
                "rejectFile" => BadRowRule.RejectFile,
                null when !violation.Has("maxRejectPercent") => standard.BadRow,
                _ => BadRowRule.Quarantine,
            },
            percent);
        violation.NoOtherKeys();
        return rules;
    }

    private static DeleteMarker? Marker(YamlMapping write, WriteMode mode, IReadOnlyList<ContractColumn> columns)
    {
        if (write.Mapping("deleteMarker") is not { } marker)
        {
            return null;
        }

        var (name, value) = (marker.RequiredText("column"), marker.RequiredText("value"));
        marker.NoOtherKeys();
        if (mode is not WriteMode.Merge)
        {
            write.Problem("deleteMarker", "a delete marker works only with merge; expected mode: merge, or no deleteMarker");
        }

        var column = columns.FirstOrDefault(c => c.Name == name);
        if (column is null && name.Length > 0 && columns.Count > 0)
        {
            marker.Problem(
                "column",
                $"the schema has no column {SourceProblem.Quote(name)}; {NearestName.Hint(name, [.. columns.Select(c => c.Name)])}");
        }
        else if (column is not null && marker.Has("value") && !ColumnValue.Fits(column.Type, value))
        {
            marker.Problem(
                "value",
                $"{SourceProblem.Quote(value)} is not {ColumnValue.Expected(column.Type)}, which is the type of column '{name}'");
        }
        else if (marker.Has("value") && column?.Rules is { Enum: { } allowed, EnumIsOpen: false } && !allowed.Contains(value, StringComparer.Ordinal))
        {
            marker.Problem(
                "value",
                $"{SourceProblem.Quote(value)} is not in the enum of column '{name}'; {NearestName.Hint(value, [.. allowed])}");
        }

        var read = new DeleteMarker(name, value);
        marker.Note(read, "value");
        return read;
    }
}
