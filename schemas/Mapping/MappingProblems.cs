namespace DataShare.Schemas;

/// <summary>The problems of mapping rows between a version and the previous major.</summary>
/// <param name="Errors">Faults of the mapping in the contract; the version is refused.</param>
/// <param name="Warnings">Directions in which rows are not shown.</param>
internal sealed record MappingProblems(IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings)
{
    /// <param name="before">The newest version of the previous major.</param>
    public static MappingProblems Between(DataContract before, DataContract candidate)
    {
        IReadOnlyList<string> errors = [.. Written("up", candidate.Mapping.Up, before, candidate), .. Written("down", candidate.Mapping.Down, candidate, before)];
        return new MappingProblems(
            errors,
            errors.Count > 0 ? [] : [.. Told(candidate, before, "down"), .. Told(before, candidate, "up")]);
    }

    /// <summary>
    /// For a version below a published major: values that break the rules, in its rows under that major and in that major's
    /// rows under it.
    /// </summary>
    /// <param name="above">The newest version of the next major.</param>
    public static IEnumerable<string> Below(DataContract candidate, DataContract above) =>
        [.. Shown(candidate, above), .. Shown(above, candidate)];

    /// <summary>The reason why rows cannot be mapped in this direction; null if they can.</summary>
    private static string? Why(DataContract from, DataContract to) =>
        RowMapping.Between(from, to, out var problems) is null ? string.Join("; ", problems) : null;

    private static IEnumerable<string> Written(
        string direction, IReadOnlyDictionary<string, MappingExpression> expressions, DataContract from, DataContract to) =>
        expressions
            .SelectMany(e => to.Columns.FirstOrDefault(c => c.Name == e.Key) is { } column
                ? MappingCheck.Problems(e.Value, from, column.Type).Select(p => $"{e.Key}: {p}")
                : [$"{e.Key}: {to} has no such column; {NearestName.Hint(e.Key, [.. to.Columns.Select(c => c.Name)])}"])
            .Concat(MappedValueFaults.Certain(expressions, from, to))
            .Select(p => $"mapping.{direction}.{p}");

    private static IReadOnlyList<string> Told(DataContract from, DataContract to, string direction)
    {
        var (newer, shows) = (from.Version > to.Version ? from.Version : to.Version, $"version {to.Version.Major}.x will not show rows of {from.Version.Major}.x");
        return Why(from, to) is { } why ? [$"{shows}: {why}. Add it to the mapping of {newer}, under {direction}"]
            : DatasetMajors.AreSnapshots(from, to) && Why(to, from) is not null
                ? [$"{shows}: rows of snapshots are shown in both directions or in none, because a snapshot replaces the previous one, even one of another major"]
            : [.. Shown(from, to)];
    }

    private static IEnumerable<string> Shown(DataContract from, DataContract to) => RowMapping.Between(from, to, out _) is { } mapping
        ? MappedValueFaults.Possible(mapping).Select(f => FormattableString.Invariant($"rows of {from.Version.Major}.x in {to.Version.Major}.x: {f}, which breaks the rules of {to.Version}"))
        : [];
}
