namespace DataShare.Schemas;

/// <summary>
/// A contract, or what keeps the file from being one: <paramref name="Contract"/> is null when there is any problem.
/// Problems come in the order of the file.
/// </summary>
public sealed record ContractReading(DataContract? Contract, IReadOnlyList<SourceProblem> Problems)
{
    /// <summary>Where each part stands, for checks that compare several files.</summary>
    internal ContractMarks? Marks { get; init; }
}

internal sealed record ContractMarks(
    (int Line, int Column) Id,
    (int Line, int Column) Version,
    IReadOnlyDictionary<string, (int Line, int Column)> ColumnIds);
