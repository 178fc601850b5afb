using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>A first contract, made from a file.</summary>
/// <param name="Contract">What the text says, read back.</param>
/// <param name="Yaml">The text to write into <c>contracts/&lt;dataset&gt;/&lt;version&gt;.odcs.yaml</c>.</param>
/// <param name="Rows">How many rows of the file it was made from.</param>
/// <param name="Remarks">What a person should look at, each a sentence; they stand in the text as comments too.</param>
public sealed record InferredContract(DataContract Contract, string Yaml, long Rows, IReadOnlyList<string> Remarks);

/// <summary>What is known of the file beforehand.</summary>
public sealed record InferOptions
{
    /// <summary>The version the contract gets. Default: 1.0.0.</summary>
    public ContractVersion Version { get; init; } = new(1, 0, 0);

    /// <summary>The delimiter of a CSV file; null: found out.</summary>
    public string? Delimiter { get; init; }

    /// <summary>The IANA name of a CSV file's encoding; null: found out.</summary>
    public string? Encoding { get; init; }

    /// <summary>How much may come out of a compressed file.</summary>
    public UnpackOptions Unpack { get; init; } = new();
}
