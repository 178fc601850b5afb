using DataShare.Lake;
using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

internal sealed class DuckDbDescription : EngineDescription
{
    public override string Name => nameof(WarehouseEngine.DuckDb);

    public override string NameOf(WarehouseOptions options) => $"'{options.DatabaseFile}'";

    public override string Summary => "a DuckDB file (nothing to install)";

    public override bool KeepsSchedules => false;

    public override EngineSetup? Setup => null;

    public override string? UntoldOfSql => null;

    internal override SqlDialect Dialect { get; } = new DuckDbDialect();

    public override string FirstRows(string view) => $"from {view} limit 10";

    public override RefusedStatement? Refused(string sql) => DuckDbDeliverySql.Refused(sql);

    public override ColumnUse ColumnUse(
        string sql, IReadOnlyList<SqlRelation> relations, IReadOnlyList<(string Name, string Columns)> tables) =>
        DuckDbColumnUse.Of(sql, relations, tables);

    internal override IWarehouse Open(WarehouseOptions options, TimeProvider time, ILoggerFactory logs, FileReach? reach, StepBorder? border) =>
        new DuckDbWarehouse(options, time, logs.CreateLogger<DuckDbWarehouse>(), reach, border: border);

    protected override IEnumerable<string> OwnProblems(WarehouseOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.DatabaseFile))
        {
            yield return $"{nameof(options.DatabaseFile)} is empty; expected the path of a file, such as data/warehouse.duckdb.";
        }

        // DuckDB would put the file's write-ahead log somewhere else.
        if (options.DatabaseFile.Contains('?', StringComparison.Ordinal))
        {
            yield return $"{nameof(options.DatabaseFile)} is '{options.DatabaseFile}': DuckDB ends a file name at a '?'; use a path without it.";
        }

        if (options.MemoryLimit is { } limit && string.IsNullOrWhiteSpace(limit))
        {
            yield return $"{nameof(options.MemoryLimit)} is empty; expected a size, such as 1GB.";
        }

        if (options.Threads < 0)
        {
            yield return FormattableString.Invariant($"{nameof(options.Threads)} is {options.Threads}; expected 0 (all processors) or more.");
        }
    }
}
