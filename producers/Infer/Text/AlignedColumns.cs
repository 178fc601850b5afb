namespace DataShare.Producers;

/// <summary>Finds columns of fixed width that are separated by blanks.</summary>
internal static class AlignedColumns
{
    private const int FewestLines = 3;

    /// <summary>The widths for a contract; the last is as long as its longest value. Null if the lines are not aligned.</summary>
    /// <param name="text">Lines; the last may be cut off.</param>
    public static IReadOnlyList<int>? WidthsIn(string text, bool isWhole)
    {
        var lines = text.Split('\n').Select(l => l.TrimEnd('\r', ' ')).ToList();
        lines = [.. (isWhole ? lines : lines.SkipLast(1)).Where(l => l.Length > 0)];
        // Words of a sentence have one blank between them; columns have more somewhere.

        if (lines.Count < FewestLines || !lines.Any(l => l.TrimStart().Contains("  ", StringComparison.Ordinal)))
        {
            return null;
        }

        var length = lines.Max(l => l.Length);
        var starts = Enumerable.Range(0, length).Where(p => p == 0 || (IsBlank(p - 1) && !IsBlank(p))).ToList();
        return starts.Count > 1 && starts.Zip(starts.Skip(1).Append(length)).All(s => lines.Count(l => HasValue(l, s.First, s.Second)) > lines.Count / 2)
            ? [.. starts.Zip(starts.Skip(1).Append(length), (from, to) => to - from)]
            : null;

        bool IsBlank(int place) => lines.TrueForAll(l => place >= l.Length || l[place] == ' ');

        static bool HasValue(string line, int from, int to) => line.Length > from && line.AsSpan(from, Math.Min(to, line.Length) - from).ContainsAnyExcept(' ');
    }
}
