namespace DataShare.Schemas;

/// <summary>Whether rows go between a version and the major before it.</summary>
/// <param name="Errors">What the written mapping cannot mean: it is refused.</param>
/// <param name="Warnings">A direction in which rows are not shown.</param>
internal sealed record MappingProblems(IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings)
{
    /// <param name="before">The newest version of the major before.</param>
    public static MappingProblems Between(DataContract before, DataContract candidate)
    {
        var errors = candidate.Mapping.Up.SelectMany(e => MappingCheck.Problems(e.Value, before).Select(p => $"mapping.up.{e.Key}: {p}"))
            .Concat(candidate.Mapping.Down.SelectMany(e => MappingCheck.Problems(e.Value, candidate).Select(p => $"mapping.down.{e.Key}: {p}")))
            .ToList();
        foreach (var unknown in candidate.Mapping.Down.Keys.Where(k => before.Columns.All(c => c.Name != k)))
        {
            errors.Add($"mapping.down.{unknown}: {before} has no such column; {NearestName.Hint(unknown, [.. before.Columns.Select(c => c.Name)])}");
        }

        return new MappingProblems(
            errors,
            errors.Count > 0 ? [] : [.. Hidden(candidate, before, "down"), .. Hidden(before, candidate, "up")]);
    }

    private static IEnumerable<string> Hidden(DataContract from, DataContract to, string direction)
    {
        if (RowMapping.Between(from, to, out var problems) is null)
        {
            yield return $"version {to.Version.Major}.x will not show rows of {from.Version.Major}.x: {string.Join("; ", problems)}. "
                + $"Write how, in the mapping of {(from.Version > to.Version ? from.Version : to.Version)}, under {direction}";
        }
    }
}
