using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>How the columns of a file stand to those of a contract.</summary>
internal sealed record ColumnFit(
    DataContract Contract,
    IReadOnlyList<int?> SourceOf,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Unknown,
    IReadOnlyList<string> Twice)
{
    /// <summary>
    /// Unknown columns fit when the contract says to ignore them; missing ones when they may be null, but not all.
    /// </summary>
    public bool Fits =>
        !IsForeign
        && Missing.Count == 0
        && Twice.Count == 0
        && (Unknown.Count == 0 || Contract.OnViolation.UnknownColumn == UnknownColumnRule.Ignore);

    /// <summary>A file that has no column of the contract is another file, however many of them may be null.</summary>
    private bool IsForeign => SourceOf.All(source => source is null);

    /// <param name="contract">The contract whose columns are looked for.</param>
    /// <param name="header">The file's columns, in their order.</param>
    public static ColumnFit Of(DataContract contract, IReadOnlyList<string> header)
    {
        var sources = new int?[contract.Columns.Count];
        var missing = new List<string>();
        var twice = new List<string>();
        for (var i = 0; i < sources.Length; i++)
        {
            var column = contract.Columns[i];
            var places = Enumerable.Range(0, header.Count).Where(h => header[h] == column.Name).ToList();
            sources[i] = places.Count > 0 ? places[0] : null;
            if (places.Count == 0 && (column.Required || column.PrimaryKeyPosition is not null))
            {
                missing.Add(column.Name);
            }
            else if (places.Count > 1)
            {
                twice.Add(column.Name);
            }
        }

        var known = contract.Columns.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        return new ColumnFit(contract, sources, missing, [.. header.Where(h => !known.Contains(h))], twice);
    }

    /// <summary>
    /// The newest of the versions that the columns fit, or the newest at all, whose difference is then what the
    /// person who sent the file has to mend.
    /// </summary>
    public static ColumnFit Best(IReadOnlyList<DataContract> newestFirst, IReadOnlyList<string> header)
    {
        var fits = newestFirst.Select(c => Of(c, header)).ToList();
        return fits.FirstOrDefault(f => f.Fits) ?? fits[0];
    }

    /// <exception cref="FileRefusedException">The columns do not fit.</exception>
    public void ThrowIfRefused()
    {
        if (!Fits)
        {
            throw new FileRefusedException("header", Describe());
        }
    }

    private string Describe()
    {
        var parts = new List<string>();
        if (IsForeign)
        {
            parts.Add("none of its columns is there");
        }

        if (Missing.Count > 0)
        {
            parts.Add($"missing {Names(Missing, Unknown)}");
        }

        if (Unknown.Count > 0 && Contract.OnViolation.UnknownColumn != UnknownColumnRule.Ignore)
        {
            parts.Add($"not in the contract {Names(Unknown, [.. Contract.Columns.Select(c => c.Name)])}");
        }

        if (Twice.Count > 0)
        {
            parts.Add($"there twice {Names(Twice, [])}");
        }

        return $"The columns do not fit contract {Contract}: {string.Join("; ", parts)}. "
            + $"Expected {string.Join(", ", Contract.Columns.Select(c => c.Name))}";
    }

    private static string Names(IReadOnlyList<string> names, IReadOnlyList<string> near) =>
        string.Join(", ", names.Take(20).Select(name =>
            NearestName.Of(name, near) is { } nearest ? $"'{Violation.Cut(name)}' (near '{nearest}')" : $"'{Violation.Cut(name)}'"))
        + (names.Count > 20 ? FormattableString.Invariant($" and {names.Count - 20} more") : "");
}
