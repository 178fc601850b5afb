using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Something that a consumer's SQL may read: its batch of a dataset, or a view of the warehouse.</summary>
/// <param name="Name">As SQL names it, unquoted.</param>
/// <param name="Columns">What it has, without what the warehouse adds: what a star means.</param>
public sealed record SqlRelation(string Name, DatasetName Dataset, int Major, IReadOnlyList<ContractColumn> Columns)
{
    /// <summary>What it does not have and could: of the same dataset. A statement that names one of them cannot run.</summary>
    public IReadOnlyList<ContractColumn> Missing { get; init; } = [];

    /// <summary>The name of the read whose batch it is; null for a view.</summary>
    public string? Read { get; private init; }

    /// <summary>Whether it shows another major version as soon as there is one.</summary>
    public bool IsNewest { get; private init; }

    /// <summary>What stands in SQL for the read's batch while it is looked at; the same in every engine.</summary>
    public static string NameOfBatch(string read) => SqlName.Quote("batch_" + read);

    /// <param name="read">What stands between the braces.</param>
    public static SqlRelation Batch(string read, DatasetName dataset, int major, IReadOnlyList<ContractColumn> columns) =>
        new("batch_" + read, dataset, major, columns) { Read = read };

    /// <summary>The views of a major version.</summary>
    /// <param name="isNewest">Whether the view without a number shows it, too.</param>
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

    /// <summary>What the warehouse adds.</summary>
    internal static IReadOnlyList<(string Name, ColumnType Type)> Added { get; } =
        [(StoredColumns.Change, new ColumnType(ColumnKind.String)), .. BatchSql.Trailing];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Dataset} {Major}");
}
