using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>All definitions in a folder. Immutable, so it can be shared.</summary>
public sealed class ConsumerCatalog
{
    private static readonly EnumerationOptions Visible = new()
    {
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
    };

    public ConsumerCatalog(IEnumerable<ConsumerDefinition> definitions) =>
        Definitions = [.. definitions.OrderBy(d => d.Name, StringComparer.Ordinal)];

    /// <summary>All definitions, by name.</summary>
    public IReadOnlyList<ConsumerDefinition> Definitions { get; }

    /// <summary>
    /// Reads every <c>*.yaml</c> and <c>*.yml</c> in the folder. A file with a problem is left out, and so are two
    /// files with the same consumer. A missing folder has no consumers.
    /// </summary>
    /// <param name="engine">The engine of the consumers' SQL; null for any.</param>
    public static ConsumerCatalogReading Load(string folder, EngineDescription? engine = null)
    {
        var (problems, unread, readings) = (new List<SourceProblem>(), new List<UnreadDefinition>(), new List<ConsumerDefinition>());
        foreach (var file in Files(folder, problems, unread))
        {
            if (Read(file, engine, problems, unread) is { } definition)
            {
                readings.Add(definition);
            }
        }

        foreach (var same in readings.GroupBy(d => d.Name, StringComparer.Ordinal).Select(d => d.ToList()).Where(d => d.Count > 1))
        {
            foreach (var (i, definition) in same.Index())
            {
                readings.Remove(definition);
                unread.Add(UnreadDefinition.Of(definition.SourceFile, definition.SourceText));
                problems.Add(new SourceProblem(
                    definition.SourceFile, 1, 1,
                    $"the consumer '{definition.Name}' is also in {same[i == 0 ? 1 : 0].SourceFile}; expected a unique name, because the positions are stored under it"));
            }
        }

        return new ConsumerCatalogReading(new ConsumerCatalog(readings), problems) { Unread = unread };
    }

    public ConsumerDefinition? Find(string name) => Definitions.FirstOrDefault(d => d.Name == name);

    private static List<string> Files(string folder, List<SourceProblem> problems, List<UnreadDefinition> unread)
    {
        try
        {
            return !Directory.Exists(folder)
                ? []
                : [.. Directory.EnumerateFiles(folder, "*", Visible)
                    .Where(f => Path.GetExtension(f).ToUpperInvariant() is ".YAML" or ".YML")
                    .Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new SourceProblem(folder, 1, 1, $"the folder cannot be read: {e.Message}"));
            unread.Add(UnreadDefinition.Of(folder, null));
            return [];
        }
    }

    private static ConsumerDefinition? Read(string file, EngineDescription? engine, List<SourceProblem> problems, List<UnreadDefinition> unread)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new SourceProblem(file, 1, 1, $"the file cannot be read: {e.Message}"));
            unread.Add(UnreadDefinition.Of(file, null));
            return null;
        }

        var reading = ConsumerReader.Read(text, file, engine);
        problems.AddRange(reading.Problems);
        if (reading.Definition is null)
        {
            unread.Add(UnreadDefinition.Of(file, text));
        }

        return reading.Definition;
    }
}

/// <param name="Problems">All problems; files with a problem are not in the catalog.</param>
public sealed record ConsumerCatalogReading(ConsumerCatalog Catalog, IReadOnlyList<SourceProblem> Problems)
{
    /// <summary>The files that were left out.</summary>
    public IReadOnlyList<UnreadDefinition> Unread { get; init; } = [];
}
