using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>Reads positions as somebody types them: <c>orders@40, customers/v2@start</c>.</summary>
internal static class PositionText
{
    private const string Expected = "expected for example orders@40, orders/v2@3 or orders@start";

    /// <param name="known">The consumer's positions in all tables that it reads.</param>
    /// <exception cref="UsageException">A table is not one of these, or its version is not below the position; nothing was changed.</exception>
    public static LakePositions Parse(string text, LakePositions known)
    {
        var wanted = new Dictionary<LakeTableId, long>();
        foreach (var item in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (item.Split('@') is not [var name, var version])
            {
                throw Wrong($"{SourceProblem.Quote(item)} is not a position; {Expected}");
            }

            var table = Table(name, known);
            if (!wanted.TryAdd(table, Version(version, table, known.Of(table)!.Value)))
            {
                throw Wrong($"{table} is listed twice");
            }
        }

        return new LakePositions(wanted);
    }

    /// <exception cref="UsageException">It is not a time.</exception>
    public static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw Wrong($"{SourceProblem.Quote(text)} is not a time; expected for example 2026-11-30T06:00Z");

    private static LakeTableId Table(string name, LakePositions known)
    {
        var found = known.Tables.Where(t => t.ToString() == name || t.Dataset.Value == name).ToList();
        return found switch
        {
            [var table] => table,
            [] => throw Wrong($"the consumer does not read {SourceProblem.Quote(name)}; {NearestName.Hint(name, [.. known.Tables.Select(t => t.Dataset.Value).Distinct()])}"),
            _ => throw Wrong($"the consumer reads several tables of {name}: {string.Join(", ", found)}; expected one of them, such as {found[0]}@40"),
        };
    }

    private static long Version(string text, LakeTableId table, long position)
    {
        if (text == "start")
        {
            return -1;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            throw Wrong($"{SourceProblem.Quote(text)} is not a lake version of {table}; {Expected}");
        }

        return version <= position
            ? version
            : throw Wrong(
                position < 0
                    ? $"the consumer has received nothing of {table} yet"
                    : string.Create(CultureInfo.InvariantCulture, $"{table}@{version} is after its position {table}@{position}. A rewind only moves back; to leave out rows, use: datashare consume NAME --from newest"));
    }

    private static UsageException Wrong(string what) => new($"Nothing was changed: {what}.");
}
