using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>What a contract lets its columns hold that an engine's tables cannot.</summary>
public static class EngineFit
{
    /// <summary>One for each such column, where it says so; empty when the engine holds everything. May be called concurrently.</summary>
    public static IReadOnlyList<SourceProblem> Problems(DataContract contract, WarehouseEngine engine) => engine is WarehouseEngine.SqlServer
        ? [.. contract.Columns.Where(c => c.Rules.TakesNonFinite).Select(c => NonFinite(contract, c))]
        : [];

    private static SourceProblem NonFinite(DataContract contract, ContractColumn column)
    {
        var place = contract.Places.Of(column.Rules, ColumnRules.NonFiniteProperty);
        return new SourceProblem(
            contract.SourceFile, place.Line, place.Column,
            $"column '{column.Name}' accepts NaN and infinity, which a float of SQL Server cannot hold; expected {ColumnRules.NonFiniteProperty} reject, or a warehouse in DuckDB");
    }
}
