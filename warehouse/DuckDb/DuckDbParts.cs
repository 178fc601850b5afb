using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Warehouse;

/// <summary>Queries that read the rows of commits' parts with DuckDB.</summary>
internal static class DuckDbParts
{
    private static readonly DuckDbDialect Sql = new();

    /// <summary>
    /// A relation with the contract's columns in their stored types, and the columns that every table has. Columns are
    /// found by name. A column that a part lacks is null.
    /// </summary>
    public static string Select(IReadOnlyList<PlacedCommit> commits, DataContract contract)
    {
        var columns = contract.LandedColumns
            .Select(c => $"{Stored(c)} as {SqlName.Quote(c.Name)}")
            .Append($"p.{SqlName.Quote(StoredColumns.LoadId)}")
            .Append($"p.{SqlName.Quote(StoredColumns.SourceRow)}");
        var drops = commits.SelectMany(c => c.Commit.Drops, (c, drop) => (Drop: drop, Commit: c)).ToList();
        if (drops.Select(d => (d.Commit.Place, d.Drop.Contract)).Distinct().Take(2).Count() == 1)
        {
            var (version, place, contractVersion) = Literals(drops[0].Drop, drops[0].Commit);
            return Join(columns, version, contractVersion, place, Rows(Parts(commits), contract));
        }

        // A row's load id gives its commit and its contract version.
        var values = string.Join(
            ",\n    ",
            drops.Select(d => (d.Drop.LoadId, Values: Literals(d.Drop, d.Commit)))
                .Select(d => $"({Sql.Literal(d.LoadId.Value)}, {d.Values.Version}, {d.Values.Contract}, {d.Values.Place})")
                .DefaultIfEmpty("(null, 0, null, 0)"));
        return Join(columns, "d.lake_version", "d.contract_version", "d.place", Rows(Parts(commits), contract))
            + $"\njoin (values\n    {values}\n  ) d (load_id, lake_version, contract_version, place) on d.load_id = p.{SqlName.Quote(StoredColumns.LoadId)}";
    }

    /// <summary>The keys of the rows of some parts, in their stored types.</summary>
    public static string Keys(IEnumerable<LakePart> parts, DataContract contract)
    {
        var key = contract with { Columns = contract.PrimaryKey, OnViolation = new ViolationRules() };
        return $"select {string.Join(", ", key.Columns.Select(c => $"{Stored(c)} as {SqlName.Quote(c.Name)}"))} from (\n{Rows(parts, key)}\n) p";
    }

    /// <summary>The first part whose number of rows differs from its commit; null if there is none.</summary>
    public static async Task<string?> FindOddPartAsync(
        DuckDbSession session,
        IEnumerable<LakePart> parts,
        CancellationToken cancellationToken)
    {
        foreach (var part in parts)
        {
            var rows = await session.ScalarAsync<long>(
                $"count the rows of '{part.Path}'",
                $"select count(*) from read_parquet({Sql.Literal(ExactPath(part.Path))})",
                null,
                cancellationToken);
            if (rows != part.Rows)
            {
                return PlacedCommit.OddPart(part, rows);
            }
        }

        return null;
    }

    private static IEnumerable<LakePart> Parts(IEnumerable<PlacedCommit> commits) => commits.SelectMany(c => c.Commit.Parts);

    /// <summary>DuckDB reads paths as patterns, in which a character in brackets means itself.</summary>
    public static string ExactPath(string path) =>
        string.Concat(path.Select(c => c is '[' or '*' or '?' ? $"[{c}]" : c.ToString()));

    private static string Stored(ContractColumn column)
    {
        var value = $"cast({Value(column)} as {Sql.TypeOf(column.Type)})";
        return column.Type.Kind is ColumnKind.Double ? ZeroSign.Without(value) : value;
    }

    /// <summary>A part from before a rename has the column under its former name.</summary>
    private static string Value(ContractColumn column) => column.FormerNames.Count == 0
        ? $"p.{SqlName.Quote(column.Name)}"
        : $"coalesce({string.Join(", ", column.FormerNames.Prepend(column.Name).Select(n => $"p.{SqlName.Quote(n)}"))})";

    private static (string Version, string Place, string Contract) Literals(CommittedDrop drop, PlacedCommit commit) =>
        (SqlDialect.Literal(commit.Commit.Version), SqlDialect.Literal(commit.Place.Number), Sql.Literal(drop.Contract.ToString()));

    private static string Join(IEnumerable<string> columns, string lakeVersion, string contractVersion, string place, string rows) =>
        $"""
        select
          {string.Join(",\n  ", columns)},
          {lakeVersion} as {SqlName.Quote(StoredColumns.LakeVersion)},
          {contractVersion} as {SqlName.Quote(StoredColumns.ContractVersion)},
          {place} as {SqlName.Quote(StoredColumns.Place)}
        from (
        {rows}
        ) p
        """;

    /// <summary>The empty first half of the union makes sure that every column of the contract exists, even if no part has it.</summary>
    private static string Rows(IEnumerable<LakePart> parts, DataContract contract)
    {
        var columns = contract.LandedColumns
            .SelectMany(c => c.FormerNames.Prepend(c.Name).Select(n => (Name: n, Type: Sql.LakeTypeOf(c.Type))))
            .Append((Name: StoredColumns.LoadId, Type: "varchar"))
            .Append((Name: StoredColumns.SourceRow, Type: "bigint"))
            .Select(c => $"cast(null as {c.Type}) as {SqlName.Quote(c.Name)}");
        var files = string.Join(", ", parts.Select(p => Sql.Literal(ExactPath(p.Path))));
        var none = $"select {string.Join(", ", columns)} where false";
        return files.Length == 0
            ? none
            : $"{none}\nunion all by name\nselect * from read_parquet([{files}], union_by_name = true, hive_partitioning = false)";
    }
}
