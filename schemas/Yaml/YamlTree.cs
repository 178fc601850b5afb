using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DataShare.Schemas;

/// <summary>
/// Builds the tree of a document from the parser's events. YamlDotNet's own tree stops at the first duplicate key
/// and recurses without a limit. This one reports every duplicate and refuses a document that is nested too deeply.
/// </summary>
internal sealed class YamlTree(IParser parser, Action<Mark, string> problem)
{
    private const int MaxDepth = 40;

    private readonly Dictionary<string, YamlNode?> anchors = new(StringComparer.Ordinal);

    /// <summary>Null if the file has no document.</summary>
    /// <exception cref="YamlException">The text is not YAML.</exception>
    public YamlNode? Read()
    {
        YamlNode? root = null;
        while (Next())
        {
            if (parser.Current is DocumentStart start)
            {
                if (root is not null)
                {
                    throw new YamlException(start.Start, start.End, "a second document begins; expected one document");
                }

                Next();
                root = Node(0);
            }
        }

        return root;
    }

    private YamlNode Node(int depth)
    {
        var start = parser.Current!.Start;
        if (depth > MaxDepth)
        {
            throw new YamlException(start, start, $"nested more than {MaxDepth} levels deep");
        }

        if (parser.Current is AnchorAlias alias)
        {
            // A reference to an anchor that is still being read would make the tree endless.
            return anchors.GetValueOrDefault(alias.Value.Value)
                ?? throw new YamlException(start, alias.End, $"the alias '*{alias.Value.Value}' has no anchor before it");
        }

        var anchor = parser.Current is NodeEvent { Anchor.IsEmpty: false } named ? named.Anchor.Value : null;
        if (anchor is not null)
        {
            anchors[anchor] = null;
        }

        YamlNode node = parser.Current switch
        {
            Scalar scalar => Leaf(scalar),
            SequenceStart => List(start, depth),
            MappingStart => Map(start, depth),
            var other => throw new YamlException(start, start, $"unexpected {other?.GetType().Name}"),
        };
        if (anchor is not null)
        {
            anchors[anchor] = node;
        }

        return node;
    }

    /// <summary>Moves to the next event; false at the end of the text.</summary>
    private bool Next()
    {
        var at = parser.Current?.End ?? Mark.Empty;
        try
        {
            return parser.MoveNext();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or OverflowException or FormatException)
        {
            // For some texts that are not YAML, the scanner throws this instead of its own exception.
            throw new YamlException(at, at, "the text after this point cannot be read", e);
        }
    }

    private static YamlScalar Leaf(Scalar scalar) =>
        new(scalar.Value, scalar.Style is ScalarStyle.Plain, (int)scalar.Start.Line, (int)scalar.Start.Column)
        {
            IsLiteral = scalar.Style is ScalarStyle.Literal,
        };

    private YamlList List(Mark start, int depth)
    {
        var items = new List<YamlNode>();
        while (Next() && parser.Current is not SequenceEnd)
        {
            items.Add(Node(depth + 1));
        }

        return new YamlList(items, (int)start.Line, (int)start.Column);
    }

    private YamlMap Map(Mark start, int depth)
    {
        // Ordered, so that problems come in the order of the file.
        var entries = new OrderedDictionary<string, YamlEntry>(StringComparer.Ordinal);
        while (Next() && parser.Current is not MappingEnd)
        {
            var at = parser.Current!.Start;
            var key = Node(depth + 1);
            Next();
            var value = Node(depth + 1);
            if (key is not YamlScalar text)
            {
                problem(at, $"a key is {key.Kind}; expected text");
            }
            else if (!entries.TryAdd(text.Text, new YamlEntry(text, value)))
            {
                problem(at, $"the key {SourceProblem.Quote(text.Text)} is a duplicate; first in line {entries[text.Text].Key.Line}");
            }
        }

        return new YamlMap(entries, (int)start.Line, (int)start.Column);
    }
}
