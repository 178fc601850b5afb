using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>A first contract, inferred from a file.</summary>
/// <param name="Contract">The contract, read from the text.</param>
/// <param name="Yaml">The text to write into <c>contracts/&lt;dataset&gt;/&lt;version&gt;.odcs.yaml</c>.</param>
/// <param name="Rows">The number of rows in the file.</param>
/// <param name="Remarks">Points to check, one sentence each; the text has them as comments too.</param>
public sealed record InferredContract(DataContract Contract, string Yaml, long Rows, IReadOnlyList<string> Remarks);

/// <summary>Known properties of the file.</summary>
public sealed record InferOptions
{
    /// <summary>The version of the contract. Default: 1.0.0.</summary>
    public ContractVersion Version { get; init; } = new(1, 0, 0);

    /// <summary>The delimiter of a CSV file; null to detect it.</summary>
    public string? Delimiter { get; init; }

    /// <summary>The IANA name of a CSV file's encoding; null to detect it.</summary>
    public string? Encoding { get; init; }

    /// <summary>Limits for the content of a compressed file.</summary>
    public UnpackOptions Unpack { get; init; } = new();
}
