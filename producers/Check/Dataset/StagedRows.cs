using System.Data.Common;
using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;
using DuckDB.NET.Data;

namespace DataShare.Producers;

/// <summary>
/// An in-memory DuckDB over Parquet parts that no commit contains yet. It can read no other files. Not thread-safe, except
/// for <see cref="Interrupt"/>.
/// </summary>
internal sealed partial class StagedRows : IDisposable
{
    /// <summary>All staged rows, with <c>_load_id</c> and <c>_source_row</c>.</summary>
    public const string View = "_staged";

    private const string MemoryLimit = "256MB";

    /// <summary>The memory is enough for so many threads.</summary>
    private const int Threads = 2;

    private readonly DuckDBConnection connection;
    private readonly string folder;
    private readonly ExactPaths paths;

    private StagedRows(DuckDBConnection connection, string folder, ExactPaths paths) =>
        (this.connection, this.folder, this.paths) = (connection, folder, paths);

    /// <param name="parts">Without parts, the view has no rows.</param>
    /// <param name="others">Parts of other tables that queries read.</param>
    /// <param name="folder">For data that does not fit in memory. Created here, and deleted on disposal.</param>
    public static StagedRows Open(DataContract contract, IReadOnlyList<string> parts, IReadOnlyList<string> others, string folder)
    {
        Directory.CreateDirectory(folder);
        var connection = new DuckDBConnection("Data Source=:memory:");
        var rows = new StagedRows(connection, folder, new ExactPaths([.. parts, .. others]));
        try
        {
            connection.Open();
            rows.Execute($"set memory_limit = '{MemoryLimit}'; set threads = {Math.Min(Environment.ProcessorCount, Threads)}");
            rows.Execute($"set temp_directory = {Literal(folder)}");
            rows.Execute("set TimeZone = 'UTC'; set preserve_insertion_order = false; set autoinstall_known_extensions = false");
            rows.Execute($"set allowed_paths = [{string.Join(", ", rows.paths.All.Select(Literal))}]");
            rows.Execute("set enable_external_access = false; set lock_configuration = true");
            rows.Execute($"create view {View} as {rows.Select(contract, parts)}");
            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    public void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>The rows of the answer; all use the same array.</summary>
    public IEnumerable<IReadOnlyList<object?>> Query(string sql)
    {
        using var command = Command(sql);
        using var reader = command.ExecuteReader();
        var values = new object?[reader.FieldCount];
        while (reader.Read())
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            }

            yield return values;
        }
    }

    /// <summary>The rows of each load that a query finds.</summary>
    /// <param name="sql">Selects load id and row number.</param>
    public Dictionary<string, RowSet> QueryRows(string sql)
    {
        var sets = new Dictionary<string, RowSet>(StringComparer.Ordinal);
        foreach (var row in Query(sql))
        {
            var load = (string)row[0]!;
            if (!sets.TryGetValue(load, out var set))
            {
                sets[load] = set = new RowSet();
            }

            set.Add(Convert.ToInt64(row[1], CultureInfo.InvariantCulture));
        }

        return sets;
    }

    /// <summary>Lets a function read the answer.</summary>
    public T Read<T>(string sql, Func<DbDataReader, T> read)
    {
        using var command = Command(sql);
        using var reader = command.ExecuteReader();
        return read(reader);
    }

    /// <summary>Whether the text is one select. DuckDB's parser gives a tree only for selects.</summary>
    public bool IsSelect(string sql) => Query(
        "select not json_extract(tree, '$.error')::boolean and json_array_length(tree, '$.statements') = 1 "
        + $"from (select json_serialize_sql({Literal(sql)}) as tree)").Single() is [true];

    /// <summary>The error of DuckDB's parser; null if the text can be parsed, even as a statement other than a select.</summary>
    public string? SyntaxError(string sql) => Query(
        "select case when (tree ->> '$.error_type') = 'parser' then tree ->> '$.error_message' end "
        + $"from (select json_serialize_sql({Literal(sql)}) as tree)").Single()[0] as string;

    /// <summary>Cancels the running statement, if there is one.</summary>
    public void Interrupt() => connection.NativeConnection.Interrupt();

    public void Dispose()
    {
        connection.Dispose();
        paths.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The rows of the parts; without parts, no rows, with the same columns.</summary>
    private string Select(DataContract contract, IReadOnlyList<string> parts)
    {
        var columns = contract.LandedColumns.Select(c => (c.Name, Type: TypeOf(c.Type)))
            .Append((Name: PartSchema.LoadIdColumn, Type: "varchar"))
            .Append((Name: PartSchema.SourceRowColumn, Type: "bigint"));
        return parts.Count == 0
            ? $"select {string.Join(", ", columns.Select(c => $"null::{c.Type} as {Quote(c.Name)}"))} where false"
            : $"select {string.Join(", ", columns.Select(c => $"{Quote(c.Name)}::{c.Type} as {Quote(c.Name)}"))} from {Files(parts)}";
    }

    /// <summary>
    /// Some columns of parts of any version, and the load and source row of each row. A part from before a rename has the column
    /// under its former name; a part without the column has nulls.
    /// </summary>
    public string Select(IReadOnlyList<ContractColumn> columns, IReadOnlyList<string> parts)
    {
        IReadOnlyList<string> origin = [PartSchema.LoadIdColumn, PartSchema.SourceRowColumn];
        var values = columns.Select(c => $"coalesce({string.Join(", ", c.FormerNames.Prepend(c.Name).Select(Quote))})::{TypeOf(c.Type)} as {Quote(c.Name)}");
        var places = columns.SelectMany(c => c.FormerNames.Prepend(c.Name), (c, name) => $"null::{(c.Type.Kind is ColumnKind.Uuid ? "varchar" : TypeOf(c.Type))} as {Quote(name)}")
            .Concat([$"null::varchar as {origin[0]}", $"null::bigint as {origin[1]}"]);
        var none = $"select {string.Join(", ", places)} where false";
        return $"select {string.Join(", ", values.Concat(origin))} from ({none}{(parts.Count == 0 ? "" : $" union all by name select * from {Files(parts)}")})";
    }

    /// <summary>A table function over files whose columns may differ.</summary>
    public string Files(IReadOnlyList<string> parts) =>
        $"read_parquet([{string.Join(", ", parts.Select(p => Literal(paths.Of(p))))}], union_by_name = true, hive_partitioning = false)";

    private static string TypeOf(ColumnType type) => type.Kind switch
    {
        ColumnKind.Int8 => "tinyint",
        ColumnKind.Int16 => "smallint",
        ColumnKind.Int32 => "integer",
        ColumnKind.Int64 => "bigint",
        ColumnKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"decimal({type.Precision},{type.Scale})"),
        ColumnKind.Double => "double",
        ColumnKind.Boolean => "boolean",
        ColumnKind.Date => "date",
        ColumnKind.Timestamp => "timestamptz",
        ColumnKind.TimestampLocal => "timestamp",
        ColumnKind.Uuid => "uuid",
        ColumnKind.Binary => "blob",
        _ => "varchar",
    };

    private DuckDBCommand Command(string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names come through Quote, values through Literal; the SQL of a rule is its contract's.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
