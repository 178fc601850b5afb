namespace DataShare.Schemas;

/// <summary>The needs of a reader of a dataset. Messages about a change name the affected readers.</summary>
/// <param name="Reader">The consumer's name.</param>
/// <param name="Owner">The person or team to notify.</param>
/// <param name="Columns">Names in the contract it was written for; null for all.</param>
/// <param name="AcceptedTypes">For each column, the types that it tolerates in addition to the current one.</param>
/// <param name="AcceptsNewEnumValues">Whether it tolerates new values of an enum.</param>
/// <param name="Clearance">Classifications that it can see.</param>
public sealed record ReaderNeeds(
    string Reader,
    string Owner,
    DatasetName Dataset,
    int Major,
    IReadOnlyList<string>? Columns,
    IReadOnlyDictionary<string, IReadOnlyList<ColumnType>> AcceptedTypes,
    bool AcceptsNewEnumValues,
    IReadOnlyList<string> Clearance);
