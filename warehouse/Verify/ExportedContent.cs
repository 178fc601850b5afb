using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>
/// Hashes the live rows of tables, as DuckDB hashes the rows of the lake, for engines without such a hash: the rows are exported into a
/// temporary file, and DuckDB reads it.
/// </summary>
internal sealed class ExportedContent(IWarehouse warehouse, SqlDialect sql, DuckDbMemory memory)
{
    private static readonly DuckDbDialect DuckDb = new();

    /// <summary>The hash of each commit's rows, by the commit's place.</summary>
    public async ValueTask<IReadOnlyDictionary<CommitPlace, string?>> OfAsync(LakeTableId table, DataContract contract, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Path.GetTempPath(), $"datashare-{Path.GetRandomFileName()}.parquet");
        try
        {
            var columns = SqlDialect.List([.. StoredColumns.Of(contract).Select(c => c.Name).Except([StoredColumns.Deleted, StoredColumns.Stale])]);
            var live = StoredColumns.IsKeyed(contract) ? $" where {sql.IsLive}" : "";
            var rows = await warehouse.ExportAsync($"select {columns} from {sql.Relation(TableNames.Data(table))}{live}", file, FileFormat.Parquet, cancellationToken);
            return await MemoryTries.RunAsync(() => HashAsync(table, contract, file, rows, cancellationToken));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async ValueTask<IReadOnlyDictionary<CommitPlace, string?>> HashAsync(
        LakeTableId table, DataContract contract, string file, long rows, CancellationToken cancellationToken)
    {
        var columns = StoredColumns.Of(contract).Where(c => c.Name is not (StoredColumns.Deleted or StoredColumns.Stale))
            .Select(c => $"cast({SqlName.Quote(c.Name)} as {DuckDb.TypeOf(c.Type)}) as {SqlName.Quote(c.Name)}");
        await using var session = await DuckDbFile.OpenInMemoryAsync(memory);
        var found = await RowCounting.QueryAsync(
            session,
            $"hash the rows of {table}",
            $"""
            select
              {SqlName.Quote(StoredColumns.Place)} as Place, count(*) as Live, 0::bigint as Tombstones, 0::bigint as Stale,
              cast(sum({DuckDb.Hash(StoredColumns.Content(contract))}) as varchar) as Content
            from (select {string.Join(", ", columns)} from read_parquet({DuckDb.Literal(DuckDbParts.ExactPath(file))}))
            group by all
            """,
            cancellationToken);
        var hashed = found.Sum(r => r.Live);
        return hashed == rows
            ? found.ToDictionary(r => r.Place, r => r.Content)
            : throw new WarehouseException(FormattableString.Invariant($"Of {rows} exported rows of {table}, {hashed} were read again. Nothing was changed."));
    }
}
