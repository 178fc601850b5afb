namespace DataShare.Warehouse;

/// <summary>The engines that there are. A new one is added here and to <see cref="WarehouseEngine"/>.</summary>
public static class Engines
{
    public static IReadOnlyDictionary<WarehouseEngine, EngineDescription> All { get; } = new Dictionary<WarehouseEngine, EngineDescription>
    {
        [WarehouseEngine.DuckDb] = new DuckDbDescription(),
        [WarehouseEngine.SqlServer] = new SqlServerDescription(),
    };
}
