using DataShare.Lake;
using DuckDB.NET.Data;

namespace DataShare.Warehouse;

/// <summary>Decides which of DuckDB's errors are worth another try, and adds the failed step to the message.</summary>
internal static class DuckDbFaults
{
    /// <param name="memory">The memory of the database.</param>
    /// <param name="tried">The limit in megabytes when the step began.</param>
    public static Exception Explain(string doing, DuckDBException fault, DuckDbMemory memory, long tried)
    {
        if (IsConflict(fault.Message))
        {
            return Conflict(doing, fault);
        }

        if (IsOutOfMemory(fault.Message))
        {
            // Only the first line: DuckDB's advice is about settings that nobody can set here.
            var said = $"Could not {doing}: {fault.Message.Split('\n')[0].TrimEnd().TrimEnd('.')}. Nothing was changed.";
            return memory.MakeRoom(doing, tried)
                ? new WarehouseMemoryException($"{said} The next try has more memory.", fault)
                : new WarehouseException($"{said} {memory.Advice}", fault);
        }

        if (DiskSpace.IsFull(fault))
        {
            return new WarehouseFullException($"Could not {doing}: {fault.Message.TrimEnd()}", fault);
        }

        return new WarehouseException($"Could not {doing}: {fault.Message.TrimEnd()} Nothing was changed.{Advice(fault.Message)}", fault);
    }

    public static bool IsOutOfMemory(string message) =>
        message.Contains("Out of Memory", StringComparison.OrdinalIgnoreCase) || message.Contains("failed to pin block", StringComparison.Ordinal);

    public static WarehouseBusyException Conflict(string doing, DuckDBException fault) => new(
        $"Could not {doing}: another process changed the same rows at the same time. Nothing was changed; try again. ({fault.Message.TrimEnd()})",
        fault);

    public static bool IsDuplicateKey(DuckDBException fault) =>
        fault.Message.Contains("Duplicate key", StringComparison.OrdinalIgnoreCase);

    // DuckDB has no code for a conflict. A duplicate key at the commit means that another transaction inserted the key.
    private static bool IsConflict(string message) =>
        message.Contains("write-write conflict", StringComparison.OrdinalIgnoreCase)
        || message.Contains("Conflict on", StringComparison.OrdinalIgnoreCase)
        || message.Contains("Transaction conflict", StringComparison.OrdinalIgnoreCase)
        || message.Contains("Failed to commit: PRIMARY KEY or UNIQUE constraint", StringComparison.OrdinalIgnoreCase);

    private static string Advice(string message) =>
        message.Contains("disabled by configuration", StringComparison.OrdinalIgnoreCase)
            ? " Statements can use the tables and views of the warehouse, but no other files of this machine."
            : "";
}
