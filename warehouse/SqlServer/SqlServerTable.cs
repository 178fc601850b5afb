using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Makes and widens a table, in a transaction of its own on a connection of its own, while the load that wants it
/// holds the lock of loads: a change of shape shuts readers out until its transaction ends, so that it must not be
/// that of the load. A column that has no rows yet, or a view that shows it, harms nobody when the load then fails.
/// </summary>
internal sealed class SqlServerTable(SqlServerSession session, TableStorage storage)
{
    private static readonly SqlServerDialect Sql = new();

    /// <summary>The table's columns; none when there is no such table.</summary>
    public static Task<IReadOnlyList<StoredColumn>> ColumnsAsync(
        SqlServerSession session, string table, CancellationToken cancellationToken) =>
        session.QueryAsync<StoredColumn>(
            "read a table's columns",
            TableStatements.Columns,
            new { SqlServerDialect.Schema, Table = table },
            cancellationToken);

    public async Task ShapeAsync(TableShape shape, CancellationToken cancellationToken)
    {
        await session.BeginAsync(readOnly: false, cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync("shape a table", SessionStatements.WaitBriefly, cancellationToken).ConfigureAwait(false);
        await EnsureAsync(shape, cancellationToken).ConfigureAwait(false);
        await RefreshViewsAsync(shape, cancellationToken).ConfigureAwait(false);
        await session.CommitAsync($"shape the table of {shape.Table}", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The view of the dataset's newest major.</summary>
    public static Task PointNewestAsync(SqlServerSession session, TableShape shape, CancellationToken cancellationToken) =>
        CreateViewAsync(
            session,
            TableNames.Newest(shape.Table.Dataset),
            ViewSql.Select(Sql, shape.Table, shape.Contract, masked: true),
            TableStatements.ReaderRole,
            cancellationToken);

    private static async Task CreateViewAsync(
        SqlServerSession session, string view, string body, string role, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync($"make the view '{view}'", TableStatements.CreateView(view, body), cancellationToken)
            .ConfigureAwait(false);
        await session.ExecuteAsync($"grant the view '{view}'", TableStatements.GrantView(view, role), cancellationToken)
            .ConfigureAwait(false);
    }

    private static List<ServerColumn> Wanted(DataContract contract)
    {
        var isKeyed = StoredColumns.IsKeyed(contract);
        var key = isKeyed ? ServerKey.Of(contract) : [];
        var required = key.Select(c => c.Name).Append(StoredColumns.Deleted).Append(StoredColumns.Sequence).ToHashSet(StringComparer.Ordinal);
        var columns = StoredColumns.Of(contract)
            .Select(c => new ServerColumn(c.Name, Sql.TypeOf(c.Type, c.MaxLength), required.Contains(c.Name)))
            .ToList();
        columns.AddRange(key.Where(c => c.Name == ServerKey.HashColumn));
        return columns;
    }

    private async Task EnsureAsync(TableShape shape, CancellationToken cancellationToken)
    {
        var name = TableNames.Data(shape.Table);
        var stored = await ColumnsAsync(session, name, cancellationToken).ConfigureAwait(false);
        var wanted = Wanted(shape.Contract);
        if (stored.Count == 0)
        {
            await CreateAsync(name, shape.Contract, wanted, cancellationToken).ConfigureAwait(false);
            return;
        }

        var isKeyed = StoredColumns.IsKeyed(shape.Contract);
        if (stored.Any(c => c.Name == StoredColumns.Deleted) != isKeyed)
        {
            throw new WarehouseException(
                $"The table of {shape.Table} was made for rows {(isKeyed ? "without" : "with")} a key, and contract {shape.Contract} "
                + $"says write mode {shape.Contract.Write.Mode.ToString().ToLowerInvariant()}. Nothing was stored; "
                + "give the contract a new major version, whose table is made anew.");
        }

        var byName = stored.ToDictionary(c => c.Name, StringComparer.OrdinalIgnoreCase);
        var wider = wanted.Where(c => byName.TryGetValue(c.Name, out var has) && has.IsNarrowerThan(c.Type)).ToList();
        if (wider.Count > 0)
        {
            await WidenAsync(shape, wider, cancellationToken).ConfigureAwait(false);
        }

        foreach (var column in wanted.Where(c => !byName.ContainsKey(c.Name)))
        {
            await session.ExecuteAsync(
                $"add the column '{column.Name}' to the table of {shape.Table}",
                TableStatements.AddColumn(name, column),
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CreateAsync(
        string name, DataContract contract, IReadOnlyList<ServerColumn> columns, CancellationToken cancellationToken)
    {
        var doing = $"make the table '{name}'";
        var key = StoredColumns.IsKeyed(contract) ? ServerKey.Of(contract).Select(c => c.Name).ToList() : [];
        await session.ExecuteAsync(doing, TableStatements.CreateTable(name, columns, key, storage), cancellationToken).ConfigureAwait(false);
        if (storage is TableStorage.Columnstore)
        {
            await session.ExecuteAsync(doing, TableStatements.CreateColumnstore(name), cancellationToken).ConfigureAwait(false);
        }

        var isClustered = storage is TableStorage.Rowstore && key.Count == 0;
        await session.ExecuteAsync(doing, TableStatements.CreateSequenceIndex(name, isClustered), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The views are made again after it, in the same transaction.</summary>
    private async Task WidenAsync(TableShape shape, IReadOnlyList<ServerColumn> columns, CancellationToken cancellationToken)
    {
        var name = TableNames.Data(shape.Table);
        foreach (var column in columns)
        {
            await session.ExecuteAsync(
                $"widen the column '{column.Name}' of the table of {shape.Table}",
                TableStatements.WidenColumn(name, column),
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RefreshViewsAsync(TableShape shape, CancellationToken cancellationToken)
    {
        var (table, contract) = (shape.Table, shape.Contract);
        await CreateViewAsync(
            session,
            TableNames.View(table),
            ViewSql.Select(Sql, table, contract, masked: true),
            TableStatements.ReaderRole,
            cancellationToken).ConfigureAwait(false);
        await CreateViewAsync(
            session,
            TableNames.Restricted(table),
            ViewSql.Select(Sql, table, contract, masked: false),
            TableStatements.RestrictedReaderRole,
            cancellationToken).ConfigureAwait(false);
        if (shape is { IsKnown: true, IsNewest: true })
        {
            await PointNewestAsync(session, shape, cancellationToken).ConfigureAwait(false);
        }
    }
}

/// <summary>A column as the server's catalog has it.</summary>
internal sealed class StoredColumn
{
    private static readonly string[] Whole = ["smallint", "int", "bigint"];

    public string Name { get; set; } = "";

    public string Type { get; set; } = "";

    /// <summary>In bytes; -1 for <c>max</c>.</summary>
    public int MaxLength { get; set; }

    public int Precision { get; set; }

    public int Scale { get; set; }

    /// <summary>1 when the table's rows are kept by column.</summary>
    public int Columnstores { get; set; }

    /// <summary>Whether a type takes every value of this one and more.</summary>
    public bool IsNarrowerThan(string wanted)
    {
        var place = wanted.IndexOf('(', StringComparison.Ordinal);
        var (name, bounds) = place < 0 ? (wanted, "") : (wanted[..place], wanted[(place + 1)..^1]);
        return (Type, name) switch
        {
            ("nvarchar", "nvarchar") => MaxLength >= 0 && (bounds == "max" || Number(bounds) * 2 > MaxLength),
            ("decimal" or "numeric", "decimal") => bounds.Split(',') is [var digits, var scale]
                && Number(digits) - Number(scale) >= Precision - Scale
                && Number(scale) >= Scale
                && (Number(digits) > Precision || Number(scale) > Scale),
            _ => Array.IndexOf(Whole, Type) is >= 0 and var rank && Array.IndexOf(Whole, name) > rank,
        };
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
