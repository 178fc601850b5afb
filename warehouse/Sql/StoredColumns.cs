using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>The columns that the warehouse adds to a contract's own.</summary>
internal static class StoredColumns
{
    public const string LoadId = PartSchema.LoadIdColumn;
    public const string SourceRow = PartSchema.SourceRowColumn;

    /// <summary>The version of its lake table that last changed the row.</summary>
    public const string LakeVersion = "_lake_version";

    /// <summary>
    /// The <see cref="CommitPlace"/> of the commit that last changed the row. It decides which row of a key counts if several
    /// majors have one. No view shows it.
    /// </summary>
    public const string Place = "_datashare_order";

    public const string ContractVersion = "_contract_version";

    /// <summary>A column of tables that an earlier version of DataShare made. Nothing writes it any more.</summary>
    public const string Former = "_seq";

    /// <summary>Only in tables with a key: the row is a tombstone.</summary>
    public const string Deleted = "_deleted";

    /// <summary>
    /// Only in tables and views of snapshots with a key: the row is from an earlier snapshot, because the current snapshot's row
    /// with its key was rejected.
    /// </summary>
    public const string Stale = "_stale";

    /// <summary>Only in a consumer's batch.</summary>
    public const string Change = "_change";

    /// <summary>The columns after the contract's in every view and batch, in this order.</summary>
    public static IReadOnlyList<(string Name, ColumnType Type, int? MaxLength)> Trailing { get; } =
    [
        (LoadId, new ColumnType(ColumnKind.String), 26),
        (SourceRow, new ColumnType(ColumnKind.Int64), null),
        (LakeVersion, new ColumnType(ColumnKind.Int64), null),
        (ContractVersion, new ColumnType(ColumnKind.String), 40),
    ];

    /// <summary>The columns after the contract's in every table and load, in this order.</summary>
    public static IReadOnlyList<(string Name, ColumnType Type, int? MaxLength)> Added { get; } =
        [.. Trailing, (Place, new ColumnType(ColumnKind.Int64), null)];

    /// <summary>The columns whose values are compared with the lake.</summary>
    public static IEnumerable<string> Content(DataContract contract) =>
        contract.LandedColumns.Select(c => c.Name).Concat([LoadId, SourceRow, LakeVersion, ContractVersion]).Select(SqlName.Quote);

    /// <summary>Whether rows have a key in the table, so that a deleted row leaves a tombstone.</summary>
    public static bool IsKeyed(DataContract contract) =>
        contract.Write.Mode is WriteMode.Merge or WriteMode.Snapshot && contract.PrimaryKey.Count > 0;

    /// <summary>Whether the table may have stale rows of earlier snapshots.</summary>
    public static bool HasStale(DataContract contract) => contract.Write.Mode is WriteMode.Snapshot && IsKeyed(contract);

    /// <summary>The names of every column of a contract's table.</summary>
    public static IReadOnlySet<string> Names(DataContract contract) => Of(contract).Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Name, type and maximum text length of every column of a contract's table.</summary>
    public static IEnumerable<(string Name, ColumnType Type, int? MaxLength)> Of(DataContract contract) =>
    [
        .. contract.LandedColumns.Select(c => (c.Name, c.Type, c.Rules.MaxLength)),
        .. Added.Select(c => (c.Name, c.Type, c.MaxLength)),
        .. new[] { (Deleted, IsKeyed(contract)), (Stale, HasStale(contract)) }
            .Where(c => c.Item2)
            .Select(c => (c.Item1, new ColumnType(ColumnKind.Boolean), (int?)null)),
    ];
}
