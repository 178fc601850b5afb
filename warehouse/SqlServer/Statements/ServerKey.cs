using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// The columns by which the server knows a row. Text and bytes stand as one hash: two texts that a collation takes
/// for the same, or that differ in trailing blanks, are two keys; and a key may be longer than an index takes.
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

    /// <summary>The key's columns that the hash stands for, in the key's order. A text that is no key is none of them.</summary>
    public static IReadOnlyList<ContractColumn> Hashed(DataContract contract) => [.. contract.PrimaryKey.Where(IsHashed)];

    /// <summary>The hash of some columns' values, of several that of their hashes, which are all of one length.</summary>
    public static string Hash(IEnumerable<string> columns)
    {
        var hashes = columns.Select(c => $"hashbytes(N'SHA2_256', {c})").ToList();
        return hashes is [var one] ? one : $"hashbytes(N'SHA2_256', {string.Join(" + ", hashes)})";
    }

    private static bool IsHashed(ContractColumn column) => column.Type.Kind is ColumnKind.String or ColumnKind.Binary;
}
