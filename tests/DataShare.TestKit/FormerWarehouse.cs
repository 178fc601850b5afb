using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DuckDB.NET.Data;

namespace DataShare.TestKit;

/// <summary>
/// Turns an embedded warehouse into the one that the last version with a sequence would have made of the same loads and
/// deliveries: its ledger, and <c>_seq</c> in its tables.
/// </summary>
public static class FormerWarehouse
{
    /// <summary>The number of that version's last migration.</summary>
    private const int LastMigration = 8;

    /// <param name="file">The warehouse's file. No process has it open.</param>
    /// <param name="migrations">Name and text of each migration of the engine.</param>
    public static async Task MakeAsync(string file, IEnumerable<(string Name, string Sql)> migrations, CancellationToken cancellationToken)
    {
        await using var connection = new DuckDBConnection($"Data Source={file}");
        await connection.OpenAsync(cancellationToken);
        // Not in one transaction, because DuckDB cannot commit a table that was changed and then altered in it.
        await RunAsync(Kept);
        var tables = Names("select replace(dataset, '-', '_') || '_v' || major || '_data' from former_load group by all");
        foreach (var view in Names("select view_name from duckdb_views() where not internal and schema_name = 'main'"))
        {
            await RunAsync($"drop view \"{view}\"");
        }

        foreach (var table in Names("select table_name from duckdb_tables() where schema_name = 'datashare'"))
        {
            await RunAsync($"drop table datashare.\"{table}\"");
        }

        await MigrateAsync(RunAsync, migrations);
        await RunAsync(Restored);
        foreach (var table in tables)
        {
            await RunAsync(Table.Replace("{table}", table, StringComparison.Ordinal));
        }

        async Task RunAsync(string sql)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        List<string> Names(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            using var rows = command.ExecuteReader();
            var names = new List<string>();
            while (rows.Read())
            {
                names.Add(rows.GetString(0));
            }

            return names;
        }
    }

    private static async Task MigrateAsync(Func<string, Task> runAsync, IEnumerable<(string Name, string Sql)> migrations)
    {
        await runAsync(
            """
            create table datashare.migration (
              number integer not null,
              name varchar not null,
              checksum varchar not null,
              applied_at timestamptz not null,
              constraint migration_pk primary key (number)
            )
            """);
        foreach (var (name, sql) in migrations.OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            var number = int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture);
            if (number > LastMigration)
            {
                continue;
            }

            var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql.ReplaceLineEndings("\n"))));
            await runAsync(sql);
            await runAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"insert into datashare.migration (number, name, checksum, applied_at) values ({number}, '{name}', '{checksum}', now())"));
        }
    }

    private const string Kept =
        """
        create temp table former_load as
        select *, row_number() over (order by loaded_at, dataset, place) as seq from datashare.load;
        create temp table former_shape as select * from datashare.dataset_shape;
        create temp table former_checkpoint as
        select p.consumer, max(l.seq) as seq, max(p.moved_at) as moved_at
        from datashare.consumer_position p
        join former_load l using (dataset, major, lake_version)
        group by p.consumer;
        create temp table former_range as
        select r.consumer, r.number, unnest(from_json(r.ranges, '[{"dataset":"VARCHAR","major":"INTEGER","from":"BIGINT","to":"BIGINT"}]')) as range
        from datashare.consumer_run r;
        create temp table former_run as
        select
          r.*,
          coalesce((select max(l.seq) from former_range f join former_load l
            on l.dataset = f.range.dataset and l.major = f.range.major and l.lake_version = f.range."from"
            where f.consumer = r.consumer and f.number = r.number), 0) as first,
          (select max(l.seq) from former_range f join former_load l
            on l.dataset = f.range.dataset and l.major = f.range.major and l.lake_version = f.range."to"
            where f.consumer = r.consumer and f.number = r.number) as last
        from datashare.consumer_run r
        """;

    private const string Restored =
        """
        insert into datashare.load (
          dataset, major, lake_version, seq, contract_version, load_ids, rows_inserted, rows_updated, rows_deleted, loaded_at)
        select dataset, major, lake_version, seq, contract_version, load_ids, rows_inserted, rows_updated, rows_deleted, loaded_at
        from former_load;
        insert into datashare.dataset_shape (dataset, versions, shaped_at) select dataset, versions, shaped_at from former_shape;
        insert into datashare.consumer_checkpoint (consumer, seq, moved_at) select consumer, seq, moved_at from former_checkpoint;
        insert into datashare.consumer_run (
          consumer, number, from_seq, to_seq, attempt, status, started_at, finished_at, row_count, error)
        select consumer, number, first, last, attempt, status, started_at, finished_at, row_count, error
        from former_run
        """;

    private const string Table =
        """
        alter table "{table}" add column _seq bigint;
        update "{table}" t set _seq = l.seq from former_load l
        where l.place = t._datashare_order and replace(l.dataset, '-', '_') = regexp_replace('{table}', '_v[0-9]+_data$', '');
        alter table "{table}" drop column _lake_version;
        alter table "{table}" drop column _datashare_order
        """;
}
