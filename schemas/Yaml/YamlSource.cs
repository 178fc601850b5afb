using YamlDotNet.Core;

namespace DataShare.Schemas;

/// <summary>
/// Reads a YAML file key by key, and collects problems with line and column, so that all problems of a file are
/// reported together.
/// </summary>
public sealed class YamlSource
{
    private readonly List<SourceProblem> problems;
    private readonly string[] lines;

    private YamlSource(string file, string text, YamlMap root, List<SourceProblem> problems, bool isPublished)
    {
        (this.problems, IsPublished) = (problems, isPublished);
        lines = text.Split('\n');
        File = file;
        Root = new YamlMapping(this, root);
    }

    /// <summary>The file's name in messages.</summary>
    public string File { get; }

    public YamlMapping Root { get; }

    internal bool IsPublished { get; }

    /// <summary>The places that were recorded while the file was read.</summary>
    public SourcePlaces Places { get; } = new();

    /// <summary>
    /// Null if the text is not YAML or not one mapping; then a problem says why. It never throws for a bad text. A
    /// duplicate key is a problem too; its first value counts.
    /// </summary>
    /// <param name="isPublished">Whether the text was published and therefore never changes.</param>
    public static YamlSource? Parse(string text, string file, List<SourceProblem> problems, bool isPublished = false)
    {
        void Problem(Mark at, string message) => problems.Add(At(file, at, message));
        try
        {
            var tree = new YamlTree(new Parser(new StringReader(text)), Problem);
            switch (tree.Read())
            {
                case YamlMap root:
                    return new YamlSource(file, text, root, problems, isPublished);
                case { } other:
                    problems.Add(new SourceProblem(
                        file, other.Line, other.Column,
                        $"found {other.Kind}; expected a mapping of keys to values"));
                    return null;
                default:
                    problems.Add(new SourceProblem(file, 1, 1, "the file is empty"));
                    return null;
            }
        }
        catch (YamlException e)
        {
            Problem(e.Start, $"not YAML: {Sentence(e.Message)}");
            return null;
        }
    }

    internal void Problem(int line, int column, string message) =>
        problems.Add(new SourceProblem(File, line, column, message));

    /// <summary>The number of blanks before the first line of the block whose mark is in this line.</summary>
    internal int IndentBelow(int line) =>
        lines.Skip(line).Where(l => !string.IsNullOrWhiteSpace(l)).Select(l => l.Length - l.TrimStart(' ').Length).FirstOrDefault();

    private static SourceProblem At(string file, Mark at, string message) =>
        new(file, Math.Max((int)at.Line, 1), Math.Max((int)at.Column, 1), message);

    private static string Sentence(string message)
    {
        var text = message.TrimEnd('.');
        return text.Length > 1 && char.IsUpper(text[0]) && !char.IsUpper(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }
}
