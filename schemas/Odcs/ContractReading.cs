namespace DataShare.Schemas;

/// <summary>
/// A contract, or the problems of its file: <paramref name="Contract"/> is null if there is any problem. Problems are
/// in the order of the file.
/// </summary>
public sealed record ContractReading(DataContract? Contract, IReadOnlyList<SourceProblem> Problems)
{
    /// <summary>The place of each part, for checks that compare several files.</summary>
    internal ContractMarks? Marks { get; init; }
}

internal sealed record ContractMarks(
    (int Line, int Column) Id,
    (int Line, int Column) Version,
    IReadOnlyDictionary<string, (int Line, int Column)> ColumnIds);
