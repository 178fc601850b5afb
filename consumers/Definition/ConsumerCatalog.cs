using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>All definitions in a folder. Immutable, so it may be shared.</summary>
public sealed class ConsumerCatalog
{
    private static readonly EnumerationOptions Visible = new()
    {
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
    };

    public ConsumerCatalog(IEnumerable<ConsumerDefinition> definitions) =>
        Definitions = [.. definitions.OrderBy(d => d.Name, StringComparer.Ordinal)];

    /// <summary>By name.</summary>
    public IReadOnlyList<ConsumerDefinition> Definitions { get; }

    /// <summary>
    /// Reads every <c>*.yaml</c> and <c>*.yml</c> in the folder. A file with a problem is left out. A folder that is
    /// not there has no consumers, which is a fine way to begin.
    /// </summary>
    /// <param name="engine">The warehouse's, whose SQL consumers deliver by; null where it may be any.</param>
    public static ConsumerCatalogReading Load(string folder, WarehouseEngine? engine = null)
    {
        var problems = new List<SourceProblem>();
        var definitions = new Dictionary<string, ConsumerDefinition>(StringComparer.Ordinal);
        foreach (var file in Files(folder))
        {
            if (Read(file, engine, problems) is not { } definition)
            {
                continue;
            }

            if (!definitions.TryAdd(definition.Name, definition))
            {
                problems.Add(new SourceProblem(
                    file, 1, 1,
                    $"the consumer '{definition.Name}' is also in {definitions[definition.Name].SourceFile}; expected another name: checkpoints go by it"));
            }
        }

        return new ConsumerCatalogReading(new ConsumerCatalog(definitions.Values), problems);
    }

    public ConsumerDefinition? Find(string name) => Definitions.FirstOrDefault(d => d.Name == name);

    private static IEnumerable<string> Files(string folder) =>
        !Directory.Exists(folder)
            ? []
            : Directory.EnumerateFiles(folder, "*", Visible)
                .Where(f => Path.GetExtension(f).ToUpperInvariant() is ".YAML" or ".YML")
                .Order(StringComparer.Ordinal);

    private static ConsumerDefinition? Read(string file, WarehouseEngine? engine, List<SourceProblem> problems)
    {
        try
        {
            var reading = ConsumerReader.Read(File.ReadAllText(file), file, engine);
            problems.AddRange(reading.Problems);
            return reading.Definition;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new SourceProblem(file, 1, 1, $"the file cannot be read: {e.Message}"));
            return null;
        }
    }
}

public sealed record ConsumerCatalogReading(ConsumerCatalog Catalog, IReadOnlyList<SourceProblem> Problems);
