namespace DataShare.Schemas;

/// <summary>Matches a file's columns to the columns of both versions.</summary>
internal sealed class RereadNames(DataContract from, DataContract to)
{
    private readonly ColumnPairs pairs = ColumnPairs.Of(from, to);

    public DataContract From => from;

    public DataContract To => to;

    /// <summary>Whether both versions find a file's columns by name.</summary>
    public bool AreByName => from.Inbox.Csv.Header && to.Inbox.Csv.Header;

    /// <summary>Whether files of one version may fit the other, if they have only the columns that they must have.</summary>
    public static bool MayTake(DataContract from, DataContract to)
    {
        if (from.Inbox.Format is { } one && to.Inbox.Format is { } other && one != other)
        {
            return false;
        }

        var (before, after) = (from.Inbox.Csv, to.Inbox.Csv);
        var isCsv = from.Inbox.Format is not FileFormat.Parquet && to.Inbox.Format is not FileFormat.Parquet;
        if (isCsv && !before.Header && after.Header)
        {
            return false;
        }

        return isCsv && !before.Header
            ? from.Columns.Count == to.Columns.Count && HasSameLines(from, before, after)
            : (!isCsv || !after.Header || HasSameLines(from, before, after)) && HasSameColumns(from, to, before, after);
    }

    /// <summary>Whether files that fit a version may fit it with another dialect.</summary>
    public static bool HasSameFiles(DataContract contract, InboxRules now) => MayTake(contract, contract with { Inbox = now });

    /// <summary>The columns of a file that would fill another column than before.</summary>
    public IEnumerable<Reread> Moved()
    {
        if (from.Inbox.Format is not FileFormat.Parquet && !AreByName)
        {
            yield break;
        }

        foreach (var column in from.Columns)
        {
            foreach (var name in Names(column))
            {
                if (Named(to, name) is { } now && Pair(column) != now)
                {
                    yield return name == column.Name && name == now.Name
                        ? new Reread("columns." + name, $"the column '{name}' of a file has the id '{column.Id}' in {from.Version} and the id '{now.Id}' in {to.Version}", Pair(column) is null ? RereadKind.Doubtful : RereadKind.Otherwise)
                        : new Reread($"columns.{column.Name}.aliases", $"the column '{name}' of a file is '{column.Name}' in {from.Version} and '{now.Name}' in {to.Version}");
                }
            }
        }
    }

    /// <summary>Columns that are the same in both versions and that a file fills in both.</summary>
    public IEnumerable<(ContractColumn Before, ContractColumn After)> Filled() => AreByName || from.Inbox.Format is FileFormat.Parquet
        ? pairs.Both.Where(p => Names(p.Before).Any(n => Named(to, n) == p.After))
        : from.Columns.Zip(to.Columns).Where(p => pairs.Both.Contains(p));

    public ContractColumn? Pair(ContractColumn before) => pairs.Both.FirstOrDefault(p => p.Before == before).After;

    private static IEnumerable<string> Names(ContractColumn column) => column.Aliases.Prepend(column.Name);

    private static ContractColumn? Named(DataContract contract, string name) =>
        contract.Columns.FirstOrDefault(c => Names(c).Contains(name, StringComparer.Ordinal));

    /// <summary>Whether both dialects divide lines into the same fields. If not, the other version would refuse the header.</summary>
    private static bool HasSameLines(DataContract from, CsvDialect before, CsvDialect after) =>
        (before.Widths.Count == 0) == (after.Widths.Count == 0)
        && (before.Delimiter == after.Delimiter || before.Widths.Count > 0 || from.Columns.Count == 1)
        && (!before.Header || (before.SkipLines == after.SkipLines && before.Widths.SequenceEqual(after.Widths)))
        && RereadLines.Decoded(before.Header ? string.Concat(from.Columns.Select(c => c.Name)) : "0", before, after, out var text) && !text.Differs;

    /// <summary>A version that would drop a column comes after a version that has it.</summary>
    private static bool HasSameColumns(DataContract from, DataContract to, CsvDialect before, CsvDialect after) =>
        (!before.Header || after.Header || to.Columns.Count >= from.Columns.Count)
        && (!after.Header || (to.Columns.Where(c => c.MustBeInFiles).All(c => Names(c).Any(n => Named(from, n) is not null))
            && from.Columns.Where(c => c.MustBeInFiles).All(c => Names(c).Any(n => Named(to, n) is not null))));
}
