namespace DataShare.Schemas;

/// <summary>Whether rows go between a version and the major before it.</summary>
/// <param name="Errors">What the written mapping cannot mean: it is refused.</param>
/// <param name="Warnings">A direction in which rows are not shown.</param>
internal sealed record MappingProblems(IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings)
{
    /// <param name="before">The newest version of the major before.</param>
    public static MappingProblems Between(DataContract before, DataContract candidate)
    {
        IReadOnlyList<string> errors = [.. Written("up", candidate.Mapping.Up, before, candidate), .. Written("down", candidate.Mapping.Down, candidate, before)];
        return new MappingProblems(
            errors,
            errors.Count > 0 ? [] : [.. Hidden(candidate, before, "down"), .. Hidden(before, candidate, "up")]);
    }

    private static IEnumerable<string> Written(
        string direction, IReadOnlyDictionary<string, MappingExpression> expressions, DataContract from, DataContract to) =>
        expressions
            .SelectMany(e => to.Columns.FirstOrDefault(c => c.Name == e.Key) is { } column
                ? MappingCheck.Problems(e.Value, from, column.Type).Select(p => $"{e.Key}: {p}")
                : [$"{e.Key}: {to} has no such column; {NearestName.Hint(e.Key, [.. to.Columns.Select(c => c.Name)])}"])
            .Select(p => $"mapping.{direction}.{p}");

    private static IEnumerable<string> Hidden(DataContract from, DataContract to, string direction)
    {
        if (RowMapping.Between(from, to, out var problems) is null)
        {
            yield return $"version {to.Version.Major}.x will not show rows of {from.Version.Major}.x: {string.Join("; ", problems)}. "
                + $"Write how, in the mapping of {(from.Version > to.Version ? from.Version : to.Version)}, under {direction}";
        }
    }
}
