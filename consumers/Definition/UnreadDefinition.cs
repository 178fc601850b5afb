using DataShare.Schemas;

namespace DataShare.Consumers;

/// <summary>
/// A definition's file that cannot be read. It still counts as a consumer, which may read any dataset that its text
/// does not exclude.
/// </summary>
public sealed class UnreadDefinition
{
    private readonly string? text;
    private readonly IReadOnlyList<DatasetName>? reads;

    private UnreadDefinition(string file, string? text, string? name, IReadOnlyList<DatasetName>? reads) =>
        (File, this.text, Name, this.reads) = (file, text, name, reads);

    public string File { get; }

    /// <summary>The consumer's name; null if it is unknown.</summary>
    public string? Name { get; }

    /// <param name="text">Null when the file cannot be opened.</param>
    internal static UnreadDefinition Of(string file, string? text)
    {
        if (text is null || YamlSource.Parse(text, file, [])?.Root is not { } root)
        {
            return new UnreadDefinition(file, text, null, null);
        }

        var datasets = root.Mappings("reads").Select(r => DatasetName.TryParse(r.Text("dataset"))).ToList();
        var isTold = datasets.Count > 0 && !datasets.Contains(null);
        return new UnreadDefinition(file, text, root.Text("consumer"), isTold ? [.. datasets.OfType<DatasetName>()] : null);
    }

    /// <summary>
    /// Whether it may read the dataset: it names the dataset in <c>reads</c>, in its SQL or anywhere else; or the names of its
    /// datasets are unknown or misspelt.
    /// </summary>
    /// <param name="known">All existing datasets.</param>
    public bool MayRead(DatasetName dataset, IReadOnlyCollection<DatasetName> known) =>
        text is null || reads is null || reads.Any(r => !known.Contains(r))
        || text.Contains(dataset.Value, StringComparison.OrdinalIgnoreCase)
        || text.Contains(dataset.Value.Replace('-', '_'), StringComparison.OrdinalIgnoreCase);
}
