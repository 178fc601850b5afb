using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Creates and widens a table, in its own transaction on its own connection, while the load holds the lock of loads. A change
/// of the table blocks readers until its transaction ends, so it must not be part of the load's transaction. If the load then
/// fails, an empty column, or a view that shows it, does no harm.
/// </summary>
/// <param name="sql">The dialect of this server, for the views.</param>
internal sealed class SqlServerTable(SqlServerSession session, TableStorage storage, SqlServerDialect sql)
{
    /// <summary>Short, because all readers queue behind a statement that waits to change a table.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private static readonly SqlServerDialect Sql = new();

    /// <summary>The table's columns; empty if there is no such table.</summary>
    public static Task<IReadOnlyList<StoredColumn>> ColumnsAsync(
        SqlServerSession session, string table, CancellationToken cancellationToken) =>
        session.QueryAsync<StoredColumn>(
            "read a table's columns",
            TableStatements.Columns,
            new { SqlServerDialect.Schema, Table = table },
            cancellationToken);

    /// <summary>The column names of the existing tables.</summary>
    public static async Task<IReadOnlyDictionary<LakeTableId, IReadOnlySet<string>>> NamesAsync(
        SqlServerSession session, IEnumerable<LakeTableId> tables, CancellationToken cancellationToken)
    {
        var names = new Dictionary<LakeTableId, IReadOnlySet<string>>();
        foreach (var table in tables)
        {
            var columns = await ColumnsAsync(session, TableNames.Data(table), cancellationToken);
            if (columns.Count > 0)
            {
                names[table] = columns.Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
            }
        }

        return names;
    }

    public async Task ShapeAsync(IReadOnlyList<TableShape> majors, CancellationToken cancellationToken)
    {
        await session.BeginAsync(readOnly: false, cancellationToken);
        await session.ExecuteAsync("shape a table", SessionStatements.WaitForLocks(LongestWait), cancellationToken);
        foreach (var shape in majors)
        {
            await EnsureAsync(shape, majors, cancellationToken);
        }

        foreach (var shape in majors)
        {
            await RefreshViewsAsync(shape, cancellationToken);
        }

        await session.CommitAsync($"shape the tables of {majors[0].Table.Dataset}", cancellationToken);
    }

    /// <summary>Moves the view with the dataset's own name to its newest major.</summary>
    public static Task PointNewestAsync(SqlServerSession session, SqlServerDialect sql, TableShape shape, CancellationToken cancellationToken) =>
        CreateViewAsync(
            session,
            TableNames.Newest(shape.Table.Dataset),
            ViewSql.Select(sql, MajorRows.Of(sql, shape), masked: true),
            TableStatements.ReaderRole,
            cancellationToken);

    /// <summary>The views that show this table's rows, or will show them.</summary>
    private static IEnumerable<string> Views(TableShape shape)
    {
        yield return TableNames.View(shape.Table);
        yield return TableNames.Restricted(shape.Table);
        if (shape.IsNewest && !shape.IsPointedAtLast)
        {
            yield return TableNames.Newest(shape.Table.Dataset);
        }
    }

    private static async Task CreateViewAsync(
        SqlServerSession session, string view, string body, string role, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync($"make the view '{view}'", TableStatements.CreateView(view, body), cancellationToken);
        await session.ExecuteAsync($"grant the view '{view}'", TableStatements.GrantView(view, role), cancellationToken);
    }

    private static List<ServerColumn> Wanted(DataContract contract)
    {
        var isKeyed = StoredColumns.IsKeyed(contract);
        var key = isKeyed ? ServerKey.Of(contract) : [];
        var required = key.Select(c => c.Name).Append(StoredColumns.Deleted).Append(StoredColumns.LakeVersion).Append(StoredColumns.Place).ToHashSet(StringComparer.Ordinal);
        var columns = StoredColumns.Of(contract)
            .Select(c => new ServerColumn(c.Name, Sql.TypeOf(c.Type, c.MaxLength), required.Contains(c.Name)))
            .ToList();
        columns.AddRange(key.Where(c => c.Name == ServerKey.HashColumn));
        return columns;
    }

    private async Task EnsureAsync(TableShape shape, IReadOnlyList<TableShape> majors, CancellationToken cancellationToken)
    {
        var name = TableNames.Data(shape.Table);
        var stored = await ColumnsAsync(session, name, cancellationToken);
        var wanted = Wanted(shape.Contract);
        if (stored.Count == 0)
        {
            await CreateAsync(name, shape.Contract, wanted, cancellationToken);
            return;
        }

        if (!shape.IsKnown)
        {
            await ConfirmEmptyAsync(shape, cancellationToken);
        }

        var isKeyed = StoredColumns.IsKeyed(shape.Contract);
        if (stored.Any(c => c.Name == StoredColumns.Deleted) != isKeyed)
        {
            throw new WarehouseException(
                $"The table of {shape.Table} was made for rows {(isKeyed ? "without" : "with")} a key, and contract {shape.Contract} "
                + $"says write mode {shape.Contract.Write.Mode.ToString().ToLowerInvariant()}. Nothing was stored; "
                + "give the contract a new major version, which has a new table.");
        }

        stored = await RenameAsync(name, shape.Contract, stored, cancellationToken);
        var byName = stored.ToDictionary(c => c.Name, StringComparer.OrdinalIgnoreCase);
        var wider = wanted.Where(c => byName.TryGetValue(c.Name, out var has) && has.IsNarrowerThan(c.Type)).ToList();
        if (wider.Count > 0)
        {
            await WidenAsync(shape, majors, wider, stored[0].Columnstores > 0, cancellationToken);
        }

        if (byName.ContainsKey(StoredColumns.Former))
        {
            await LeaveFormerAsync(name, isKeyed, stored[0].Columnstores > 0, cancellationToken);
        }

        foreach (var column in wanted.Where(c => !byName.ContainsKey(c.Name)))
        {
            await session.ExecuteAsync(
                $"add the column '{column.Name}' to the table of {shape.Table}",
                TableStatements.AddColumn(name, column),
                cancellationToken);
        }
    }

    /// <summary>
    /// Removes the column of an earlier version, and indexes the column that replaces it. A migration has filled that column. A
    /// columnstore depends on all columns, so it is created again.
    /// </summary>
    private async Task LeaveFormerAsync(string table, bool isKeyed, bool isColumnstore, CancellationToken cancellationToken)
    {
        IEnumerable<string> statements =
        [
            .. isColumnstore ? [TableStatements.DropColumnstore(table)] : Array.Empty<string>(),
            TableStatements.DropFormer(table),
            .. isColumnstore ? [TableStatements.CreateColumnstore(table)] : Array.Empty<string>(),
            TableStatements.CreateVersionIndex(table, isClustered: !isColumnstore && !isKeyed),
        ];
        foreach (var statement in statements)
        {
            await session.ExecuteAsync($"replace a former column of the table '{table}'", statement, cancellationToken);
        }
    }

    /// <summary>Renames columns, so that a column with a new name keeps its values.</summary>
    private async Task<IReadOnlyList<StoredColumn>> RenameAsync(
        string table, DataContract contract, IReadOnlyList<StoredColumn> stored, CancellationToken cancellationToken)
    {
        var names = stored.Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var renamed = contract.LandedColumns
            .Where(c => !names.Contains(c.Name))
            .Select(c => (c.Name, Former: c.FormerNames.FirstOrDefault(names.Contains)))
            .Where(c => c.Former is not null)
            .ToList();
        foreach (var (column, former) in renamed)
        {
            await session.ExecuteAsync(
                $"rename the column '{former}' of the table '{table}'", TableStatements.RenameColumn(table, former!, column), cancellationToken);
        }

        return renamed.Count == 0 ? stored : await ColumnsAsync(session, table, cancellationToken);
    }

    private async Task CreateAsync(
        string name, DataContract contract, IReadOnlyList<ServerColumn> columns, CancellationToken cancellationToken)
    {
        var doing = $"make the table '{name}'";
        var key = StoredColumns.IsKeyed(contract) ? ServerKey.Of(contract).Select(c => c.Name).ToList() : [];
        await session.ExecuteAsync(doing, TableStatements.CreateTable(name, columns, key, storage is TableStorage.Columnstore), cancellationToken);
        if (storage is TableStorage.Columnstore)
        {
            await session.ExecuteAsync(doing, TableStatements.CreateColumnstore(name), cancellationToken);
        }

        var isClustered = storage is TableStorage.Rowstore && key.Count == 0;
        await session.ExecuteAsync(doing, TableStatements.CreateVersionIndex(name, isClustered), cancellationToken);
    }

    /// <exception cref="WarehouseException">The table already has rows, so the load would duplicate them.</exception>
    private async Task ConfirmEmptyAsync(TableShape shape, CancellationToken cancellationToken)
    {
        var name = TableNames.Data(shape.Table);
        if (await session.ScalarAsync<int?>("look into a table", TableStatements.AnyRow(name), null, cancellationToken) is not null)
        {
            throw new WarehouseException(
                $"The table '{name}' has rows, but the ledger knows of no load of {shape.Table}: somebody emptied the ledger. Nothing was "
                + $"stored, because the rows would be duplicates. To load the lake from its beginning: drop table {Sql.Relation(name)}");
        }
    }

    /// <summary>
    /// Widens text columns. The lake allows no other change of a type within a major version. A columnstore depends on the
    /// columns, so it is created again, and so are the views, all in the same transaction.
    /// </summary>
    private async Task WidenAsync(
        TableShape shape, IReadOnlyList<TableShape> majors, IReadOnlyList<ServerColumn> columns, bool isColumnstore, CancellationToken cancellationToken)
    {
        var name = TableNames.Data(shape.Table);
        IEnumerable<string> statements =
        [
            .. majors.SelectMany(Views).Select(TableStatements.HoldView),
            .. isColumnstore ? [TableStatements.DropColumnstore(name)] : Array.Empty<string>(),
            .. columns.Select(c => TableStatements.WidenColumn(name, c)),
            .. isColumnstore ? [TableStatements.CreateColumnstore(name)] : Array.Empty<string>(),
        ];
        foreach (var statement in statements)
        {
            await session.ExecuteAsync($"widen columns of the table of {shape.Table}", statement, cancellationToken);
        }
    }

    private async Task RefreshViewsAsync(TableShape shape, CancellationToken cancellationToken)
    {
        var rows = MajorRows.Of(sql, shape);
        foreach (var view in Views(shape))
        {
            var isRestricted = view == TableNames.Restricted(shape.Table);
            await CreateViewAsync(
                session,
                view,
                ViewSql.Select(sql, rows, masked: !isRestricted),
                isRestricted ? TableStatements.RestrictedReaderRole : TableStatements.ReaderRole,
                cancellationToken);
        }
    }
}

/// <summary>A column in the server's catalog.</summary>
internal sealed class StoredColumn
{
    public string Name { get; set; } = "";

    public string Type { get; set; } = "";

    /// <summary>The maximum length in bytes; -1 for <c>max</c>.</summary>
    public int MaxLength { get; set; }

    /// <summary>1 if the table has a columnstore.</summary>
    public int Columnstores { get; set; }

    /// <summary>Whether both are text types, and the other allows longer texts.</summary>
    public bool IsNarrowerThan(string wanted)
    {
        const string bounded = "nvarchar(";
        if (Type != "nvarchar" || MaxLength < 0 || !wanted.StartsWith(bounded, StringComparison.Ordinal))
        {
            return false;
        }

        return wanted == "nvarchar(max)" || int.Parse(wanted.AsSpan()[bounded.Length..^1], CultureInfo.InvariantCulture) * 2 > MaxLength;
    }
}
