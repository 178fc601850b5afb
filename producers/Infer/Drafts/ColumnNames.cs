using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Names for the columns of a contract, as close to the file's names as a contract allows.</summary>
internal static class ColumnNames
{
    private const int LongestName = 128;

    // The same names as in the contract reader.
    private static readonly string[] Reserved =
        ["_load_id", "_source_row", "_lake_version", "_seq", "_contract_version", "_deleted", "_stale", "_change", "_rescued"];

    /// <summary>The name of each column, and the file's name as an alias if it differs.</summary>
    /// <exception cref="ProducerException">Two columns of the file have the same name.</exception>
    public static IReadOnlyList<(string Name, string? Alias)> For(IReadOnlyList<string> header)
    {
        if (header.GroupBy(h => h).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ProducerException(
                $"The file has the column '{SourceProblem.Cut(twice.Key)}' {twice.Count()} times. Nothing was written; give each column a unique name.");
        }

        return Named(header);
    }

    /// <summary>Names of columns that are found by their order: close to the file's names, or numbers where it has none.</summary>
    public static IReadOnlyList<(string Name, string? Alias)> InOrder(IReadOnlyList<string> header, int count) =>
        [.. Named([.. Enumerable.Range(0, count).Select(i => i < header.Count ? header[i] : "")]).Select(n => (n.Name, (string?)null))];

    private static (string Name, string? Alias)[] Named(IReadOnlyList<string> header)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var names = new (string Name, string? Alias)[header.Count];
        // Valid names first, so that no other column takes them.
        foreach (var (i, name) in header.Index().Where(h => IsName(h.Item)))
        {
            names[i] = taken.Add(name) ? (name, null) : default;
        }

        foreach (var (i, name) in header.Index().Where(h => names[h.Index].Name is null))
        {
            names[i] = (Free(Near(name, i + 1), taken), name);
        }

        return names;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
        && name == name.Trim()
        && !name.Any(char.IsControl)
        && !Reserved.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string Near(string name, int number)
    {
        var near = string.Concat(name.Where(c => !char.IsControl(c))).Trim();
        near = Reserved.Contains(near, StringComparer.OrdinalIgnoreCase) ? near.TrimStart('_') : near;
        // Leaves room for a number at the end.
        near = near.Length > LongestName - 10 ? near[..(char.IsHighSurrogate(near[LongestName - 11]) ? LongestName - 11 : LongestName - 10)].Trim() : near;
        return near.Length > 0 ? near : string.Create(CultureInfo.InvariantCulture, $"column_{number}");
    }

    private static string Free(string name, HashSet<string> taken)
    {
        var free = name;
        for (var i = 2; !taken.Add(free); i++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
        }

        return free;
    }
}
