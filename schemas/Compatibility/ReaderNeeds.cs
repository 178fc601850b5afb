namespace DataShare.Schemas;

/// <summary>What a reader of a dataset relies on: a change that touches it is said with its name.</summary>
/// <param name="Reader">The consumer's name.</param>
/// <param name="Owner">Whom to tell.</param>
/// <param name="Columns">Names in the contract it was written for; null for all.</param>
/// <param name="AcceptedTypes">By column, the types it can take besides the one it has now.</param>
/// <param name="AcceptsNewEnumValues">Whether values beside an enum's do it no harm.</param>
/// <param name="Clearance">Classifications it may see.</param>
public sealed record ReaderNeeds(
    string Reader,
    string Owner,
    DatasetName Dataset,
    int Major,
    IReadOnlyList<string>? Columns,
    IReadOnlyDictionary<string, IReadOnlyList<ColumnType>> AcceptedTypes,
    bool AcceptsNewEnumValues,
    IReadOnlyList<string> Clearance);
