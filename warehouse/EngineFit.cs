using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Finds values that a contract allows but an engine's tables cannot store.</summary>
public static class EngineFit
{
    /// <summary>
    /// One problem for each such column; empty if the engine can store everything. Can be called concurrently.
    /// </summary>
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
