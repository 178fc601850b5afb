using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// The columns by which the server identifies a row. Text and bytes are stored as one hash: texts that a collation treats as
/// equal, or that differ only in trailing blanks, are different keys, and a key may be longer than an index allows.
/// </summary>
internal static class ServerKey
{
    public const string HashColumn = "_datashare_key";

    public const string HashType = "binary(32)";

    private static readonly SqlServerDialect Sql = new();

    public static IReadOnlyList<ServerColumn> Of(DataContract contract) =>
    [
        .. contract.PrimaryKey.Where(c => !IsHashed(c)).Select(c => new ServerColumn(c.Name, Sql.TypeOf(c.Type), IsRequired: true)),
        .. Hashed(contract).Count > 0 ? [new ServerColumn(HashColumn, HashType, IsRequired: true)] : Array.Empty<ServerColumn>(),
    ];

    /// <summary>The key's columns in the hash, in the key's order. Only columns of the key are hashed.</summary>
    public static IReadOnlyList<ContractColumn> Hashed(DataContract contract) => [.. contract.PrimaryKey.Where(IsHashed)];

    /// <summary>The hash of a column's values. For several columns, the hash of their hashes, which all have the same length.</summary>
    public static string Hash(IEnumerable<string> columns)
    {
        var hashes = columns.Select(c => $"hashbytes(N'SHA2_256', {c})").ToList();
        return hashes is [var one] ? one : $"hashbytes(N'SHA2_256', {string.Join(" + ", hashes)})";
    }

    private static bool IsHashed(ContractColumn column) => column.Type.Kind is ColumnKind.String or ColumnKind.Binary;
}
