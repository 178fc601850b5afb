using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>The model's rows as tables, views and batches show them.</summary>
internal static class ShownRows
{
    private static readonly ColumnType Words = new(ColumnKind.String);

    private static readonly ColumnType Number = new(ColumnKind.Int64);

    private static readonly ColumnType Flag = new(ColumnKind.Boolean);

    private static readonly IReadOnlyList<(string Name, ColumnType Type)> LoadColumns =
        [("_load_id", Words), ("_source_row", Number), ("_lake_version", Number), ("_contract_version", Words)];

    private const string Order = "_datashare_order";

    public static IReadOnlyList<(string Name, ColumnType Type)> TableColumns(DataContract contract) =>
        [.. Columns(contract), (Order, Number), .. IsKeyed(contract) ? [("_deleted", Flag)] : Array.Empty<(string, ColumnType)>(), .. Stale(contract)];

    public static IReadOnlyList<(string Name, ColumnType Type)> ViewColumns(DataContract contract) => [.. Columns(contract), .. Stale(contract)];

    public static IReadOnlyList<(string Name, ColumnType Type)> BatchColumns(IReadOnlyList<ContractColumn> columns) =>
        [.. columns.Select(c => (c.Name, c.Type)), ("_change", Words), .. LoadColumns];

    /// <summary>Whether a deleted row leaves a tombstone.</summary>
    public static bool IsKeyed(DataContract contract) => contract.Write.Mode is not WriteMode.Append && contract.PrimaryKey.Count > 0;

    public static IEnumerable<string?[]> Table(WarehouseModel model, DataContract contract) => model.Rows.Select(r => (string?[])
    [
        .. contract.Columns.Select(r.Value), .. Load(r), Whole((r.Before * 10_000_000_000) + 1), .. IsKeyed(contract) ? [Text(r.IsDeleted)] : Array.Empty<string>(), .. Stale(r, contract),
    ]);

    public static IEnumerable<string?[]> View(WarehouseModel model, DataContract contract, bool masked) => model.Rows
        .Where(r => !r.IsDeleted)
        .Select(r => (string?[])[.. contract.Columns.Select(c => Shown(r, c, masked)), .. Load(r), .. Stale(r, contract)]);

    /// <summary>A row in a batch. No batch reports that it became stale later.</summary>
    public static string?[] Given(ModelRow row, DataContract contract) => [.. contract.Columns.Select(row.Shown), .. Load(row)];

    /// <summary>The rows that changed after one lake version, up to another, in their current state.</summary>
    public static IEnumerable<string?[]> Batch(WarehouseModel model, IReadOnlyList<ContractColumn> columns, bool cleared, long from, long to) => model.Rows
        .Where(r => r.LakeVersion > from && r.LakeVersion <= to)
        .Select(r => (string?[])
        [
            .. columns.Select(c => Shown(r, c, !cleared)), r.IsDeleted ? "delete" : "upsert", .. Load(r),
        ]);

    private static IEnumerable<(string, ColumnType)> Columns(DataContract contract) => [.. contract.Columns.Select(c => (c.Name, c.Type)), .. LoadColumns];

    private static IEnumerable<(string, ColumnType)> Stale(DataContract contract) => HasStale(contract) ? [("_stale", Flag)] : [];

    private static IEnumerable<string?> Stale(ModelRow row, DataContract contract) => HasStale(contract) ? [Text(row.IsStale)] : [];

    /// <summary>Whether rows can be stale.</summary>
    private static bool HasStale(DataContract contract) => contract.Write.Mode is WriteMode.Snapshot && IsKeyed(contract);

    private static string Text(bool flag) => flag ? "true" : "false";

    private static IEnumerable<string?> Load(ModelRow row) => [row.LoadId, Whole(row.SourceRow), Whole(row.LakeVersion), row.Version];

    /// <summary>A masked text shows only whether it is null; other masked values are null.</summary>
    private static string? Shown(ModelRow row, ContractColumn column, bool masked) => (masked && column.IsRestricted, column.Type.Kind) switch
    {
        (false, _) => row.Shown(column),
        (true, ColumnKind.String) => row.Shown(column) is null ? null : "***",
        _ => null,
    };

    private static string? Whole(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
