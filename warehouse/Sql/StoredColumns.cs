using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>The columns that the warehouse adds to a contract's own.</summary>
internal static class StoredColumns
{
    public const string LoadId = PartSchema.LoadIdColumn;
    public const string SourceRow = PartSchema.SourceRowColumn;
    public const string Sequence = "_seq";
    public const string ContractVersion = "_contract_version";

    /// <summary>In keyed tables only: the row is a tombstone.</summary>
    public const string Deleted = "_deleted";

    /// <summary>
    /// In tables and views of snapshots with a key only: the row is of before, for its key's row in the current snapshot was
    /// rejected.
    /// </summary>
    public const string Stale = "_stale";

    /// <summary>In a consumer's batch only.</summary>
    public const string Change = "_change";

    /// <summary>What stands behind the contract's columns in every table and view, in this order.</summary>
    public static IReadOnlyList<(string Name, ColumnType Type, int? MaxLength)> Trailing { get; } =
    [
        (LoadId, new ColumnType(ColumnKind.String), 26),
        (SourceRow, new ColumnType(ColumnKind.Int64), null),
        (Sequence, new ColumnType(ColumnKind.Int64), null),
        (ContractVersion, new ColumnType(ColumnKind.String), 40),
    ];

    /// <summary>Whether rows have an identity that outlives a load, so that a vanished one leaves a tombstone.</summary>
    public static bool IsKeyed(DataContract contract) =>
        contract.Write.Mode is WriteMode.Merge or WriteMode.Snapshot && contract.PrimaryKey.Count > 0;

    /// <summary>Whether rows may be of before, since the current snapshot has rejected rows.</summary>
    public static bool HasStale(DataContract contract) => contract.Write.Mode is WriteMode.Snapshot && IsKeyed(contract);

    /// <summary>The names of every column of a contract's table.</summary>
    public static IReadOnlySet<string> Names(DataContract contract) => Of(contract).Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Name, type and bound of text of every column of a contract's table.</summary>
    public static IEnumerable<(string Name, ColumnType Type, int? MaxLength)> Of(DataContract contract) =>
    [
        .. contract.LandedColumns.Select(c => (c.Name, c.Type, c.Rules.MaxLength)),
        .. Trailing.Select(c => (c.Name, c.Type, c.MaxLength)),
        .. new[] { (Deleted, IsKeyed(contract)), (Stale, HasStale(contract)) }
            .Where(c => c.Item2)
            .Select(c => (c.Item1, new ColumnType(ColumnKind.Boolean), (int?)null)),
    ];
}
