using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>Finds an entry of the quarantine by the typed text: its load id, or a unique part of it.</summary>
internal static class QuarantineReference
{
    /// <summary>The fewest characters for a suggestion. Shorter texts are similar to any id.</summary>
    private const int ShortestToGuess = 8;

    /// <summary>The entries in the typed order, each once.</summary>
    /// <param name="ids">Load ids, or their beginnings or ends, in upper or lower case.</param>
    /// <exception cref="UsageException">A text matches no entry or several; the message names the nearest.</exception>
    public static IReadOnlyList<QuarantinedLoad> Find(LakeStore lake, Workspace workspace, IReadOnlyList<string> ids)
    {
        var entries = lake.Quarantine.List();
        return [.. ids.Select(id => Find(entries, workspace, id)).DistinctBy(e => e.LoadId)];
    }

    private static QuarantinedLoad Find(IReadOnlyList<QuarantinedLoad> entries, Workspace workspace, string id)
    {
        var meant = entries.Where(e => IsMeant(e.LoadId.Value, id)).ToList();
        if (meant is [var only])
        {
            return only;
        }

        if (meant.Count > 1)
        {
            var more = meant.Count > 5 ? FormattableString.Invariant($" and {meant.Count - 5} more") : "";
            throw new UsageException(FormattableString.Invariant(
                $"'{id}' matches {meant.Count} entries: {string.Join(", ", meant.Take(5).Select(e => e.LoadId))}{more}. Type more of the id."));
        }

        throw new UsageException(
            $"There is no entry '{id}' in quarantine; {Hint(id, entries)}\nSee: datashare quarantine list --all{workspace.Option}");
    }

    /// <summary>Also compares the end, because ids of files that came together differ only at their ends.</summary>
    private static bool IsMeant(string loadId, string id) =>
        id.Length > 0
        && (loadId.StartsWith(id, StringComparison.OrdinalIgnoreCase) || loadId.EndsWith(id, StringComparison.OrdinalIgnoreCase));

    private static string Hint(string id, IReadOnlyList<QuarantinedLoad> entries)
    {
        if (entries.Count == 0)
        {
            return "it is empty.";
        }

        // A shortened id is compared with the beginnings and ends of ids.
        var known = entries.Select(e => e.LoadId.Value).SelectMany(v => id.Length < v.Length ? [v[..id.Length], v[^id.Length..]] : new[] { v });
        var near = id.Length < ShortestToGuess ? null : NearestName.Of(id, known);
        return near is not null ? $"did you mean '{entries.First(e => IsMeant(e.LoadId.Value, near)).LoadId}'?"
            : $"the newest is '{entries[^1].LoadId}'.";
    }
}
