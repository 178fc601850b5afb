using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>The paths in the lake. Only this type knows its folder names.</summary>
public sealed record LakeLayout(string Root)
{
    internal const string HashExtension = ".sha256";

    public string RawRoot => Path.Combine(Root, "raw");

    internal string RawFolder(DatasetName dataset) => Path.Combine(RawRoot, dataset.Value);

    /// <param name="extension">The extension in the drop's name, such as <c>.csv.gz</c>; empty for none.</param>
    public string RawFile(DatasetName dataset, ContentHash hash, string extension) =>
        Path.Combine(RawFolder(dataset), hash.Value[..2], hash.Value + extension);

    public string TablesFolder => Path.Combine(Root, "tables");

    public string TableFolder(LakeTableId table) =>
        Path.Combine(TablesFolder, table.Dataset.Value, string.Create(CultureInfo.InvariantCulture, $"v{table.Major}"));

    public string QuarantineRoot => Path.Combine(Root, "quarantine");

    public string QuarantineFolder(DatasetName dataset) => Path.Combine(QuarantineRoot, dataset.Value);

    public string QuarantineFolder(DatasetName dataset, LoadId loadId) =>
        Path.Combine(QuarantineFolder(dataset), loadId.Value);

    public string ContractsFolder => Path.Combine(Root, "contracts");

    public string ContractFile(DatasetName dataset, ContractVersion version) =>
        Path.Combine(ContractsFolder, dataset.Value, $"{version}.yaml");

    /// <summary>
    /// The file with the hash of a published contract, in the format of sha256sum. Its name is hidden, so that nobody
    /// reads it as a contract.
    /// </summary>
    internal static string ContractHashFile(string contractFile) =>
        Path.Combine(Path.GetDirectoryName(contractFile)!, $".{Path.GetFileName(contractFile)}{HashExtension}");

    public string RetiredMajorFile(DatasetName dataset, int major) =>
        Path.Combine(ContractsFolder, dataset.Value, string.Create(CultureInfo.InvariantCulture, $"v{major}.retired.json"));
}
