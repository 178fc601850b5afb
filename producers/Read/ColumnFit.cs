using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>A column of a file: its place and its name.</summary>
internal sealed record FileColumn(int Place, string Name);

/// <summary>How the columns of a file match the columns of a contract.</summary>
/// <param name="SourceOf">For each column of the contract, its place in the file, or null.</param>
/// <param name="Missing">Columns that the file must have and does not have.</param>
/// <param name="Unknown">Columns of the file that the contract does not have, whatever its rule for unknown columns is.</param>
/// <param name="Twice">Names that the file has more than once.</param>
/// <param name="Misfits">A sentence for each column whose type in the file cannot be read as the contract's.</param>
internal sealed record ColumnFit(
    DataContract Contract,
    IReadOnlyList<int?> SourceOf,
    IReadOnlyList<string> Missing,
    IReadOnlyList<FileColumn> Unknown,
    IReadOnlyList<string> Twice,
    IReadOnlyList<string> Misfits)
{
    /// <summary>
    /// Unknown columns fit if the contract ignores or rescues them. Missing columns fit if they may be null or have a default,
    /// but the file must have at least one column of the contract.
    /// </summary>
    public bool Fits => !IsForeign && Differences == 0;

    /// <summary>The dialect of a CSV file: from the contract, or detected.</summary>
    public CsvDialect Dialect { get; init; } = Contract.Inbox.Csv;

    /// <summary>The number of differences to correct.</summary>
    public int Differences => Missing.Count + Twice.Count + Misfits.Count + Refused.Count;

    /// <summary>Unknown columns whose values go into <c>_rescued</c>.</summary>
    public IReadOnlyList<FileColumn> Rescued =>
        Contract.OnViolation.UnknownColumn is UnknownColumnRule.Rescue ? Unknown : [];

    /// <summary>Whether the file has no column of the contract. Such a file never fits, even if all columns may be null.</summary>
    public bool IsForeign => SourceOf.All(source => source is null);

    private IReadOnlyList<FileColumn> Refused =>
        Contract.OnViolation.UnknownColumn is UnknownColumnRule.Reject ? Unknown : [];

    /// <param name="contract">Its columns are found by their names and aliases.</param>
    /// <param name="header">The file's columns, in their order.</param>
    /// <param name="misfit">
    /// Returns why the column at a place of the file cannot be read as the contract's column, or null. If the contract's column
    /// is null, returns why the file's column cannot be rescued.
    /// </param>
    public static ColumnFit Of(
        DataContract contract, IReadOnlyList<string> header, Func<ContractColumn?, int, string?>? misfit = null)
    {
        var sources = new int?[contract.Columns.Count];
        var missing = new List<string>();
        var twice = new List<string>();
        var misfits = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < sources.Length; i++)
        {
            var column = contract.Columns[i];
            known.UnionWith([column.Name, .. column.Aliases]);
            var places = Enumerable.Range(0, header.Count)
                .Where(h => header[h] == column.Name || column.Aliases.Contains(header[h], StringComparer.Ordinal))
                .ToList();
            sources[i] = places.Count > 0 ? places[0] : null;
            if (places.Count == 0 && column.MustBeInFiles)
            {
                missing.Add(column.Name);
            }
            else if (places.Count > 1)
            {
                twice.Add(column.Name);
            }
            else if (places.Count == 1 && misfit?.Invoke(column, places[0]) is { } reason)
            {
                misfits.Add(reason);
            }
        }

        List<FileColumn> unknown = [.. header.Index().Where(h => !known.Contains(h.Item)).Select(h => new FileColumn(h.Index, h.Item))];
        if (contract.OnViolation.UnknownColumn is UnknownColumnRule.Rescue)
        {
            twice.AddRange(unknown.GroupBy(c => c.Name).Where(g => g.Count() > 1).Select(g => g.Key));
            misfits.AddRange(unknown.Select(c => misfit?.Invoke(null, c.Place)).OfType<string>());
        }

        return new ColumnFit(contract, sources, missing, unknown, twice, misfits);
    }

    /// <summary>For a file without a header, whose columns are in the contract's order.</summary>
    public static ColumnFit InOrder(DataContract contract) =>
        new(contract, [.. contract.Columns.Select((_, i) => (int?)i)], [], [], [], []);

    /// <summary>The differences for the sender of the file to correct, in sentences without the last full stop.</summary>
    public string Describe()
    {
        var parts = new List<string>();
        if (IsForeign)
        {
            parts.Add("no column matches");
        }

        if (Missing.Count > 0)
        {
            parts.Add($"missing {Names(Missing, [.. Unknown.Select(c => c.Name)])}");
        }

        if (Refused.Count > 0)
        {
            parts.Add($"not in the contract {Names([.. Refused.Select(c => c.Name)], [.. Contract.Columns.SelectMany(c => c.Aliases.Prepend(c.Name))])}");
        }

        if (Twice.Count > 0)
        {
            parts.Add($"duplicate {Names(Twice, [])}");
        }

        var types = string.Join(". ", Misfits.Take(5)) + (Misfits.Count > 5 ? FormattableString.Invariant($". And {Misfits.Count - 5} more") : "");
        var told = DialectGuess.Told(Dialect, Contract.Inbox.Csv);
        return parts.Count == 0
            ? $"{types} (contract {Contract})"
            : $"The columns do not fit contract {Contract}: {string.Join("; ", parts)}. "
                + (types.Length > 0 ? types + ". " : "")
                + $"Expected {string.Join(", ", Contract.Columns.Select(Expected))}{told}";
    }

    private static string Expected(ContractColumn column) =>
        column.Aliases.Count == 0 ? column.Name : $"{column.Name} (or {string.Join(", ", column.Aliases)})";

    private static string Names(IReadOnlyList<string> names, IReadOnlyList<string> near) =>
        string.Join(", ", names.Take(20).Select(name =>
            NearestName.Of(name, near) is { } nearest ? $"'{SourceProblem.Cut(name)}' (near '{SourceProblem.Cut(nearest)}')" : $"'{SourceProblem.Cut(name)}'"))
        + (names.Count > 20 ? FormattableString.Invariant($" and {names.Count - 20} more") : "");
}

/// <summary>The result of comparing a file with one version: how its columns fit, or why they cannot be read.</summary>
internal sealed record VersionTry(DataContract Contract, ColumnFit? Fit, FileRefusedException? Problem);
