namespace DataShare.Warehouse;

/// <summary>Statements for a consumer's batch in temporary tables of its connection.</summary>
internal static class BatchStatements
{
    public static string Relation(string read) => SqlName.Quote("#batch_" + read);

    /// <param name="select">The query of <see cref="BatchSql"/> for the rows of a run.</param>
    public static string Keep(string read, string select) => $"select *\ninto {Relation(read)}\nfrom (\n{select}\n) batch";

    public static string Drop(string read) => $"drop table if exists {Relation(read)}";

    public static string Count(string read) => $"select count_big(*) from {Relation(read)}";

    public static string Rows(string read)
    {
        var (version, loadId, row) = (
            SqlName.Quote(StoredColumns.LakeVersion), SqlName.Quote(StoredColumns.LoadId), SqlName.Quote(StoredColumns.SourceRow));
        return $"select * from {Relation(read)} order by {version}, {loadId} {MergeStatements.ByCode}, {row}";
    }
}
