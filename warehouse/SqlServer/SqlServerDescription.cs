using DataShare.Lake;
using DataShare.Schemas;
using Microsoft.Extensions.Logging;

namespace DataShare.Warehouse;

internal sealed class SqlServerDescription : EngineDescription
{
    public override string Name => nameof(WarehouseEngine.SqlServer);

    public override string NameOf(WarehouseOptions options) => new SqlServerConnections(options, new Outages(null, TimeProvider.System)).Name;

    public override string Summary => "a SQL Server database";

    public override bool KeepsSchedules => true;

    public override EngineSetup? Setup { get; } = new(
        [
            "// Put the connection string into the environment (DataShare__Warehouse__ConnectionString),",
            "// or into a separate file: \"ConnectionStringFile\": \"/run/secrets/datashare\".",
            "\"Engine\": \"SqlServer\",",
        ],
        SetupScript.SqlServer,
        "makes the database, login, rights and roles on the server",
        [("DataShare__Warehouse__ConnectionString", "the server's connection string")],
        script =>
        [
            (
                "Ask an administrator to create the database, login, rights and roles on the server:",
                $"read -rs PASSWORD; export PASSWORD; sqlcmd -S SERVER -b -i {script} -v DATABASE=DataShare LOGIN=datashare"
            ),
            (
                "Put the connection string into the environment, not into a file that others can read:",
                "export DataShare__Warehouse__ConnectionString='Server=SERVER;Database=DataShare;User ID=datashare;Password=...'"
            ),
        ]);

    /// <summary>SQL for SQL Server is not compiled, because only the server knows the tables, and a check does not connect to it.</summary>
    public override string? UntoldOfSql =>
        "the SQL of consumers is parsed with SQL Server's grammar, but not compiled: a missing column or table shows only at the first delivery";

    internal override SqlDialect Dialect { get; } = new SqlServerDialect();

    public override string FirstRows(string view) => TableStatements.FirstRows(view);

    protected override IReadOnlyList<SourceProblem> UnfitValues(DataContract contract) =>
        [.. contract.Columns.Where(c => c.Rules.TakesNonFinite).Select(c => NonFinite(contract, c))];

    public override RefusedStatement? Refused(string sql) => DeliverySql.Refused(sql);

    public override ColumnUse ColumnUse(
        string sql, IReadOnlyList<SqlRelation> relations, IReadOnlyList<(string Name, string Columns)> tables) =>
        TransactColumnUse.Of(sql, relations);

    internal override IWarehouse Open(WarehouseOptions options, TimeProvider time, ILoggerFactory logs, FileReach? reach, StepBorder? border) =>
        new SqlServerWarehouse(options, time, logs.CreateLogger<SqlServerWarehouse>(), border: border);

    protected override IEnumerable<string> OwnProblems(WarehouseOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ConnectionString) == string.IsNullOrWhiteSpace(options.ConnectionStringFile))
        {
            yield return $"{nameof(options.ConnectionString)}: SQL Server needs exactly one connection string, here (better in the variable DataShare__Warehouse__ConnectionString) "
                + $"or in the file that {nameof(options.ConnectionStringFile)} names.";
        }
    }

    private static SourceProblem NonFinite(DataContract contract, ContractColumn column)
    {
        var place = contract.Places.Of(column.Rules, ColumnRules.NonFiniteProperty);
        return new SourceProblem(
            contract.SourceFile, place.Line, place.Column,
            $"column '{column.Name}' accepts NaN and infinity, which a float of SQL Server cannot hold; expected {ColumnRules.NonFiniteProperty} reject, or a warehouse in DuckDB");
    }
}
