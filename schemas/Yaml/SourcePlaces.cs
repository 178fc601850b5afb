using System.Runtime.CompilerServices;

namespace DataShare.Schemas;

/// <summary>
/// The places of a file's parts, for problems that are found only later: in a comparison with other files, or when an
/// engine checks its SQL.
/// </summary>
public sealed class SourcePlaces
{
    private readonly Dictionary<(object Part, string Detail), TextPlace> places = new(new ByPart());

    /// <param name="part">The object that was read, compared by reference.</param>
    /// <param name="detail">A detail of the part, such as a key.</param>
    /// <returns>The place; the beginning of the file if none was recorded.</returns>
    public TextPlace Of(object part, string detail = "") => places.GetValueOrDefault((part, detail), new TextPlace(1, 1));

    internal void Note(object part, string detail, TextPlace place) => places[(part, detail)] = place;

    private sealed class ByPart : IEqualityComparer<(object Part, string Detail)>
    {
        public bool Equals((object Part, string Detail) x, (object Part, string Detail) y) =>
            ReferenceEquals(x.Part, y.Part) && x.Detail == y.Detail;

        public int GetHashCode((object Part, string Detail) key) =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(key.Part), key.Detail.GetHashCode(StringComparison.Ordinal));
    }
}

/// <summary>The 1-based place where a text begins in its file.</summary>
/// <param name="Indent">For a literal block (<c>|</c>), the number of blanks before each line; null for any other text, because its lines are not the lines of the file.</param>
public readonly record struct TextPlace(int Line, int Column, int? Indent = null)
{
    /// <summary>
    /// Converts a place in the text to a place in the file. Only a literal block keeps the file's lines.
    /// </summary>
    /// <param name="line">1-based, as <paramref name="column"/>.</param>
    internal (int Line, int Column) At(int line, int column) =>
        Indent is { } indent ? (Line + line, indent + column) : (Line, Column);
}
