using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// The tables in which a dataset is rebuilt while its own are still read and loaded. In the warehouse they belong to a dataset
/// with a name of its own, which no list shows.
/// </summary>
internal static class BesideTables
{
    public const string Name = "datashare-rebuild";

    public static DatasetName Dataset { get; } = DatasetName.Parse(Name);

    /// <summary>The majors of a dataset as majors of these tables.</summary>
    public static DatasetMajors Of(ContractCatalog catalog, DatasetName dataset) =>
        new ContractCatalog(catalog.Versions(dataset).Select(v => v with { Dataset = Dataset })).Majors(Dataset);

    public static LakeCommit Of(LakeCommit commit) => commit with { Table = Of(commit.Table) };

    public static LakeTableId Of(LakeTableId table) => table with { Dataset = Dataset };
}
