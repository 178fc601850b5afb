namespace DataShare.Schemas;

/// <summary>The changes of the whole dataset: its key, its write mode, the arrival of its files.</summary>
internal static class DatasetChanges
{
    public static IEnumerable<ContractChange> Of(DataContract from, DataContract to, ColumnPairs pairs)
    {
        // A renamed column is still part of the key.
        var key = from.PrimaryKey.Select(c => pairs.After(c.Name)?.Name ?? c.Name).ToList();
        if (!key.SequenceEqual(to.PrimaryKey.Select(c => c.Name), StringComparer.Ordinal))
        {
            yield return CompatibilityRule.PrimaryKeyChanged.At(
                "primaryKey", $"the primary key changes from {Names(from.PrimaryKey)} to {Names(to.PrimaryKey)}") with
            {
                ReaderText = "changes the primary key",
            };
        }

        if (from.Write.Mode != to.Write.Mode || !SameMarker(from.Write.DeleteMarker, to.Write.DeleteMarker, pairs))
        {
            yield return CompatibilityRule.WriteModeChanged.At("write", $"the write mode changes: {Said(from.Write)}, now {Said(to.Write)}") with
            {
                ReaderText = "changes the write mode",
            };
        }

        foreach (var change in References(from, to, pairs))
        {
            yield return change;
        }

        if (!from.Inbox.Csv.IsSameAs(to.Inbox.Csv) || from.Inbox.Format != to.Inbox.Format)
        {
            yield return CompatibilityRule.IntakeChanged.At(
                "csv",
                "the dialect or format of files changes",
                RereadNames.HasSameFiles(from, to.Inbox) ? null
                    : $"files for {from.Version} no longer fit {to.Version}, and come under {from.Version} while it takes files");
        }

        if (from.Inbox.Arrival != to.Inbox.Arrival)
        {
            yield return CompatibilityRule.IntakeChanged.At("arrival", "the arrival rules change");
        }

        if (from.OnViolation != to.OnViolation)
        {
            yield return CompatibilityRule.IntakeChanged.At("onViolation", "the handling of violations changes");
        }
    }

    /// <summary>A row that refers to a missing row is rejected, so a reference is a rule of its columns.</summary>
    private static IEnumerable<ContractChange> References(DataContract from, DataContract to, ColumnPairs pairs)
    {
        var before = from.References.Select(r => Said(r, c => pairs.After(c)?.Name ?? c)).Distinct(StringComparer.Ordinal).ToList();
        var after = to.References.Select(r => Said(r, c => c)).Distinct(StringComparer.Ordinal).ToList();
        foreach (var gone in before.Except(after, StringComparer.Ordinal))
        {
            yield return CompatibilityRule.RuleLoosened.At("references", $"{gone} is no longer required") with { ReaderText = "no longer requires a reference", IsYounger = true };
        }

        foreach (var come in after.Except(before, StringComparer.Ordinal))
        {
            yield return CompatibilityRule.RuleTightened.At("references", $"{come} becomes required") with { IsYounger = true };
        }
    }

    private static string Said(DatasetReference reference, Func<string, string> name) => string.Join(
        ", ", reference.Columns.Zip(reference.TargetColumns, (own, other) => $"{name(own)} in {reference.Target}.{other}").Order(StringComparer.Ordinal));

    private static bool SameMarker(DeleteMarker? before, DeleteMarker? after, ColumnPairs pairs) =>
        before is null || after is null
            ? before == after
            : before.Value == after.Value && (pairs.After(before.Column)?.Name ?? before.Column) == after.Column;

    private static string Said(WriteRules write)
    {
        var mode = write.Mode.ToString().ToLowerInvariant();
        return write.DeleteMarker is { } marker ? $"{mode}, {marker.Column} = {SourceProblem.Quote(marker.Value)} deletes" : mode;
    }

    private static string Names(IReadOnlyList<ContractColumn> columns) =>
        columns.Count == 0 ? "none" : string.Join(", ", columns.Select(c => c.Name));
}
