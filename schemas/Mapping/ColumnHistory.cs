namespace DataShare.Schemas;

/// <summary>A column in the versions of its major: by id, and by name where a version has no ids.</summary>
internal static class ColumnHistory
{
    /// <summary>The column as each version has it, or null, in the order of the versions.</summary>
    /// <param name="column">As the newest version has it.</param>
    /// <param name="ascending">At least one.</param>
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
    /// <param name="column">As the newest version has it.</param>
    /// <param name="ascending">The versions of the major.</param>
    public static ColumnBirth Birth(ContractColumn column, IReadOnlyList<DataContract> ascending)
    {
        var history = Of(column, ascending);
        return new ColumnBirth(
            history.First(h => h.Column is not null).Column!.Default,
            [.. history.Where(h => h.Column is null).Select(h => h.Version.Version.ToString())]);
    }
}
