using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>A relation that a consumer's SQL may read: its batch of a dataset, or a view of the warehouse.</summary>
/// <param name="Name">The name in SQL, unquoted.</param>
/// <param name="Columns">The columns that <c>*</c> means, without those that the warehouse adds.</param>
public sealed record SqlRelation(string Name, DatasetName Dataset, int Major, IReadOnlyList<ContractColumn> Columns)
{
    /// <summary>Columns of the same dataset that the relation lacks. A statement that names one of them cannot run.</summary>
    public IReadOnlyList<ContractColumn> Missing { get; init; } = [];

    /// <summary>The name of the batch's read; null for a view.</summary>
    public string? Read { get; private init; }

    /// <summary>Whether it always shows the newest major version.</summary>
    public bool IsNewest { get; private init; }

    /// <summary>The name that replaces the read's braces while the SQL is examined; the same in every engine.</summary>
    public static string NameOfBatch(string read) => SqlName.Quote("batch_" + read);

    /// <param name="read">The name between the braces.</param>
    public static SqlRelation Batch(string read, DatasetName dataset, int major, IReadOnlyList<ContractColumn> columns) =>
        new("batch_" + read, dataset, major, columns) { Read = read };

    /// <summary>The views of a major version.</summary>
    /// <param name="isNewest">Whether the view without a number shows this major too.</param>
    public static IEnumerable<SqlRelation> Views(DatasetName dataset, int major, IReadOnlyList<ContractColumn> columns, bool isNewest)
    {
        var table = new LakeTableId(dataset, major);
        yield return new SqlRelation(TableNames.View(table), dataset, major, columns);
        yield return new SqlRelation(TableNames.Restricted(table), dataset, major, columns);
        if (isNewest)
        {
            yield return new SqlRelation(TableNames.Newest(dataset), dataset, major, columns) { IsNewest = true };
        }
    }

    internal bool Knows(string column) =>
        Columns.Concat(Missing).Any(c => c.Name.Equals(column, StringComparison.OrdinalIgnoreCase));

    /// <summary>The columns that the warehouse adds.</summary>
    internal static IReadOnlyList<(string Name, ColumnType Type)> Added { get; } =
        [(StoredColumns.Change, new ColumnType(ColumnKind.String)), .. BatchSql.Trailing];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Dataset} {Major}");
}
