namespace DataShare.Schemas;

/// <summary>Finds a column in the versions of its major: by id, or by name if a version has no ids.</summary>
internal static class ColumnHistory
{
    /// <summary>The column in each version, in the order of the versions; null for a version that lacks it.</summary>
    /// <param name="column">The column in the newest version.</param>
    /// <param name="ascending">The versions of the major; at least one.</param>
    public static IReadOnlyList<(DataContract Version, ContractColumn? Column)> Of(ContractColumn column, IReadOnlyList<DataContract> ascending)
    {
        var history = new List<(DataContract Version, ContractColumn? Column)> { (ascending[^1], column) };
        var (at, known) = (ascending[^1], column);
        foreach (var version in ascending.Reverse().Skip(1))
        {
            var before = ColumnPairs.Before(known, version, at);
            history.Add((version, before));
            (at, known) = before is null ? (at, known) : (version, before);
        }

        history.Reverse();
        return history;
    }

    /// <summary>How a column came into its major.</summary>
    /// <param name="column">The column in the newest version.</param>
    /// <param name="ascending">The versions of the major.</param>
    public static ColumnBirth Birth(ContractColumn column, IReadOnlyList<DataContract> ascending)
    {
        var history = Of(column, ascending);
        return new ColumnBirth(
            history.First(h => h.Column is not null).Column!.Default,
            [.. history.Where(h => h.Column is null).Select(h => h.Version.Version.ToString())]);
    }
}
