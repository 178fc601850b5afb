using System.Runtime.CompilerServices;
using DataShare.Consumers;
using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Warehouse;
using Xunit;

namespace DataShare.Tests.Consumers;

public sealed class ConsumerReaderTests
{
    private const string Valid =
        """
        consumer: revenue
        owner: bi@example.com
        reads:
          - {dataset: orders, major: 1}
        deliver:
          sql: insert into t select * from {{orders}}
        """;

    [Fact]
    public void Reads_every_part_of_a_definition()
    {
        var reading = ConsumerReader.Read(
            """
            consumer: revenue-by-country
            owner: bi@example.com
            reads:
              - {dataset: orders, major: 1, columns: [country, amount], clearance: []}
              - {dataset: orders, major: 2, as: newer, clearance: [restricted], from: newest}
              - {dataset: products, major: 1, from: start}
            schedule: {cron: "0 0/5 * * * ?", onCommit: true}
            deliver:
              tables: {t: "a bigint, b varchar(2)"}
              sql: |
                insert into t select {{ orders.to }}, {{newer.from}} from {{orders}} join {{newer}} using (country)
            retry: {attempts: 5, backoff: 10s}
            onFailure: pause
            """,
            "revenue.yaml");

        Assert.Empty(reading.Problems);
        var consumer = reading.Definition!;
        Assert.Equal(("revenue-by-country", "bi@example.com", "revenue.yaml", FailureRule.Pause), (consumer.Name, consumer.Owner, consumer.SourceFile, consumer.OnFailure));
        Assert.Equal(["orders v1", "newer v2", "products v1"], consumer.Reads.Select(r => $"{r.Name} v{r.Major}"));
        Assert.Equal(["country", "amount"], consumer.Reads[0].Columns);
        Assert.Null(consumer.Reads[1].Columns);
        Assert.Equal(["restricted"], consumer.Reads[1].Clearance);
        Assert.Equal([false, true, false], consumer.Reads.Select(r => r.FromNewest));
        Assert.Equal(new ConsumerSchedule("0 0/5 * * * ?", true), consumer.Schedule);
        Assert.Equal(new RetryRules(5, TimeSpan.FromSeconds(10)), consumer.Retry);
        var sql = Assert.IsType<DeliveryRules.Sql>(consumer.Deliver);
        Assert.StartsWith("insert into t", sql.Text, StringComparison.Ordinal);
        Assert.Equal([new ConsumerTable("t", "a bigint, b varchar(2)")], sql.Tables);
    }

    [Theory]
    [InlineData("[decimal(20,2)]", "decimal(20,2)")]
    [InlineData("[i64, decimal(20, 2), double]", "i64|decimal(20,2)|double")]
    [InlineData("[timestamp without time zone, \"decimal(38,0)\"]", "timestamp without time zone|decimal(38,0)")]
    public void Reads_the_types_and_enum_values_that_a_consumer_tolerates(string types, string expected)
    {
        var read = ConsumerReader.Read(
            Valid.Replace("major: 1", $"major: 1, types: {{amount: {types}}}, newEnumValues: accept", StringComparison.Ordinal), "c.yaml").Definition!.Reads[0];

        Assert.True(read.AcceptsNewEnumValues);
        Assert.Equal(expected, string.Join('|', read.AcceptedTypes["Amount"]));
    }

    [Fact]
    public void A_consumer_tolerates_no_other_type_and_no_new_value_by_default()
    {
        var read = ConsumerReader.Read(Valid, "c.yaml").Definition!.Reads[0];

        Assert.Empty(read.AcceptedTypes);
        Assert.False(read.AcceptsNewEnumValues);
    }

    [Theory]
    [InlineData("", null, true)]
    [InlineData("schedule: {cron: 0 0 * * * ?}", "0 0 * * * ?", false)]
    [InlineData("schedule: {onCommit: false}", null, false)]
    public void A_consumer_without_a_cron_expression_is_woken_by_commits(string schedule, string? cron, bool onCommit) =>
        Assert.Equal(new ConsumerSchedule(cron, onCommit), ConsumerReader.Read(Valid + "\n" + schedule, "c.yaml").Definition!.Schedule);

    [Theory]
    [InlineData("consumer: revenue", "consumer: Revenue!", "(1,11): 'Revenue!' is not a consumer's name; expected lower-case letters, digits, '_' and '-', starting with a letter, at most 100 characters")]
    [InlineData("owner: bi@example.com", "ownr: bi", "(1,1): the key 'owner' is missing|c.yaml(2,1): unknown key 'ownr'; did you mean 'owner'?")]
    [InlineData("major: 1", "major: one", "(4,30): 'one' is not a whole number")]
    [InlineData(", major: 1", "", "(4,5): the key 'major' is missing")]
    [InlineData("major: 1", "major: 1, columns: []", "(4,42): an empty list of columns; expected at least one, or no columns for all")]
    [InlineData("major: 1", "major: 1, columns: [a, A]", "(4,46): the column 'A' is listed twice")]
    [InlineData("major: 1", "major: 1, clearance: [secret]", "(4,45): 'secret' is not a masked classification; known: restricted")]
    [InlineData("major: 1", "major: 1, colums: [a]", "(4,33): unknown key 'colums'; did you mean 'columns'?")]
    [InlineData("major: 1}", "major: 1}\n  - {dataset: orders, major: 2}", "(5,15): 'orders' is a duplicate name; expected as: with another name")]
    [InlineData("{{orders}}", "{{orders}} where {{seq}} > 7", "(6,8): the consumer does not read {{seq}}; an earlier version of DataShare counted by sequences; now each table has its own versions: {{orders.to}}")]
    [InlineData("{{orders}}", "{{orders}} where {{ from_seq }} > 7", "(6,8): the consumer does not read {{from_seq}}; an earlier version of DataShare counted by sequences; now each table has its own versions: {{orders.from}}")]
    [InlineData("{{orders}}", "{{orders}} where {{order.to}} > 7", "(6,8): the consumer does not read {{order}}; did you mean 'orders'?")]
    [InlineData("major: 1", "major: 1, from: now", "(4,39): 'now' is not known for 'from'; expected start, newest")]
    [InlineData("{{orders}}", "{{order}}", "(6,8): the consumer does not read {{order}}; did you mean 'orders'?")]
    [InlineData("{{orders}}", "{{orders}}; /* then */ COMMIT", "(6,8): 'COMMIT' is not allowed: DataShare begins and ends the transaction of the statements and the positions")]
    [InlineData("sql: insert into t select * from {{orders}}", "webhook: {url: x}", "(6,3): deliver by webhook is not supported yet; expected one of sql, files")]
    [InlineData("sql: insert into t select * from {{orders}}", "command: [python3]", "(6,3): deliver by command is not supported yet; expected one of sql, files")]
    [InlineData("sql: insert into t select * from {{orders}}", "slq: x", "(6,3): unknown key 'slq'; did you mean 'sql'?|c.yaml(6,3): no delivery; expected one of sql, files")]
    [InlineData("sql: insert into t select * from {{orders}}", "files: {path: ../x}", "(6,17): '../x' is not a valid delivery folder; expected for example outbox/revenue, without '..'")]
    [InlineData("sql: insert into t select * from {{orders}}", "files: {path: x, format: json}", "(6,28): 'json' is not known for 'format'; expected csv, parquet")]
    [InlineData("sql: insert into t select * from {{orders}}", "files: {path: x}\n  sql: select 1", "(6,10): both sql and files; expected one of them: a consumer has one position in each table")]
    [InlineData("deliver:", "deliver:\n  tables: {t: a int);}", "(6,15): there is a ';' in the columns; expected for example: country varchar(2) not null, revenue decimal(38, 2)")]
    [InlineData("deliver:", "deliver:\n  tables: {my table: a int}", "(6,22): 'my table' is not a table's name; expected letters, digits and '_', at most 128")]
    [InlineData("deliver:", "deliver:\n  tables: {t: }", "(6,12): the key 't' is missing")]
    [InlineData("sql: insert into t select * from {{orders}}", "files: {path: x}\n  tables: {t: a int}", "(7,11): tables can be used only with sql; expected sql")]
    [InlineData("major: 1", "major: 1, types: {amount: [decimal(20;2)]}", "(4,50): 'decimal(20;2)' is not a type; expected string, i8, i16, i32, i64, decimal(p,s), double, boolean, date, timestamp, timestamp without time zone, uuid or binary")]
    [InlineData("major: 1", "major: 1, columns: [amount], types: {amuont: [i64]}", "(4,68): the column 'amuont' is not read; did you mean 'amount'?")]
    [InlineData("major: 1", "major: 1, newEnumValues: yes", "(4,48): 'yes' is not known for 'newEnumValues'; expected accept, refuse")]
    [InlineData("deliver:", "retry: {attempts: 0}\ndeliver:", "(5,19): 0 attempts; expected 1 to 100")]
    [InlineData("deliver:", "retry: {backoff: 2h}\ndeliver:", "(5,18): '2h' is too long; expected at most 1h")]
    [InlineData("deliver:", "onFailure: stop\ndeliver:", "(5,12): 'stop' is not known for 'onFailure'; expected pause, continue")]
    public void Names_the_place_and_what_was_expected(string valid, string broken, string expected)
    {
        var reading = ConsumerReader.Read(Valid.Replace(valid, broken, StringComparison.Ordinal), "c.yaml");

        Assert.Null(reading.Definition);
        Assert.Equal($"c.yaml{expected}", string.Join('|', reading.Problems));
    }

    [Fact]
    public void Braces_and_statements_in_quotes_and_comments_are_ignored() =>
        Assert.Empty(ConsumerReader.Read(Valid.Replace("sql: insert", "sql: >-\n    /* ; commit */ insert", StringComparison.Ordinal) + " where x <> '; commit ;'", "c.yaml").Problems);

    [Theory]
    [InlineData("go")]
    [InlineData("GO 5")]
    [InlineData("  Go -- and on")]
    [InlineData("/* now */ go /* /* and */ on */")]
    [InlineData("go;")]
    [InlineData(":setvar country AT")]
    [InlineData(":r other.sql")]
    [InlineData(":On Error exit")]
    [InlineData("!! ls")]
    [InlineData(".mode csv")]
    [InlineData("\\copy t from t.csv")]
    [InlineData("insert into t select $(country)")]
    public void A_command_of_a_client_is_refused_with_its_line(string line)
    {
        var reading = ConsumerReader.Read(Block($"insert into t select * from {{{{orders}}}}", line, "insert into t values (2)"), "c.yaml");

        Assert.Null(reading.Definition);
        var problem = Assert.Single(reading.Problems);
        Assert.Equal(8, problem.Line);
        Assert.Matches("^'.+' is a command for a client such as sqlcmd, not SQL; expected only statements, separated by ';'$", problem.Message);
    }

    [Theory]
    [InlineData("insert into t values ('", "go", "')")]
    [InlineData("insert into t select 1 as \"", "go", "\"")]
    [InlineData("insert into t select 1 as [", "go", "]")]
    [InlineData("/* /* once */", "go", "*/ insert into t values (1)")]
    [InlineData("insert into t values ($$", "go", "$$)")]
    [InlineData("insert into t select 'a'", "  .upper()", "")]
    [InlineData("insert into t select 1", "::bigint", "")]
    [InlineData("insert into t select", "go + 1", "from {{orders}}")]
    [InlineData("insert into t select ['it''s]', 'b'][1] -- $(x)", "", "where '$(x)' <> ''")]
    public void A_line_that_only_looks_like_a_command_of_a_client_is_accepted(params string[] lines) =>
        Assert.Empty(ConsumerReader.Read(Block(lines), "c.yaml").Problems);

    [Theory]
    [InlineData("sql: insert into t select * from {{orders}}", "sql: |\n\n    select 1;\n    commit;\n    select * from {{x}}", "(9,1): 'commit' is not allowed")]
    [InlineData("sql: insert into t select * from {{orders}}", "sql: |\n\n    select 1;\n    commit;\n    select * from {{x}}", "(10,1): the consumer does not read {{x}}")]
    [InlineData("sql: insert into t select * from {{orders}}", "sql: >\n    select 1;\n\n    go\n\n    select 2", "(6,8): 'go' is a command for a client")]
    public void Names_the_line_if_the_text_keeps_the_lines_of_the_file(string valid, string broken, string expected) =>
        Assert.Contains(
            ConsumerReader.Read(Valid.Replace(valid, broken, StringComparison.Ordinal), "c.yaml").Problems,
            p => $"{p}".StartsWith($"c.yaml{expected}", StringComparison.Ordinal));

    [Theory]
    [InlineData("copy t to 'x.csv'")]
    [InlineData("attach 'x.duckdb' as x")]
    [InlineData("export database 'x'")]
    [InlineData("install httpfs")]
    [InlineData("load httpfs")]
    [InlineData("set threads = 1")]
    [InlineData("pragma memory_limit = '1TB'")]
    [InlineData("call enable_logging()")]
    [InlineData("checkpoint")]
    [InlineData("create or replace persistent secret s (type s3)")]
    public void The_embedded_warehouse_accepts_only_statements_about_its_tables(string statement)
    {
        using var folder = new TemporaryFolder();
        folder.Write("c.yaml", Valid.Replace("sql: insert", $"sql: |\n    /* ; */ -- 1\n    {statement};\n    insert", StringComparison.Ordinal));

        var problem = Assert.Single(ConsumerCatalog.Load(folder.Root, Engines.All[WarehouseEngine.DuckDb]).Problems);

        Assert.Equal(8, problem.Line);
        Assert.StartsWith($"'{statement}' is not allowed: a consumer's SQL reads and changes tables of the warehouse, and nothing else", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("with x as (select 1 as a) insert into t select a from x")]
    [InlineData("set variable v = (select 1); update t set a = getvariable('v'); reset variable v")]
    [InlineData("create or replace temp table x as from t; merge into t using x on false when not matched then insert values (1); drop table x")]
    [InlineData("-- all\n    truncate t; (select 1); comment on table t is 'copy; attach'")]
    public void The_embedded_warehouse_accepts_statements_that_change_its_tables(string statements)
    {
        using var folder = new TemporaryFolder();
        folder.Write("c.yaml", Valid.Replace("sql: insert into t select * from {{orders}}", $"sql: |\n    {statements}", StringComparison.Ordinal));

        Assert.Empty(ConsumerCatalog.Load(folder.Root, Engines.All[WarehouseEngine.DuckDb]).Problems);
    }

    [Theory]
    [InlineData("insert into t select 1 commit", "commit")]
    [InlineData("if 1 = 1 begin transaction", "begin transaction")]
    [InlineData("insert into t select 1 use master", "use master")]
    [InlineData("begin try save transaction a end try begin catch end catch", "save transaction a")]
    public void The_servers_grammar_finds_a_statement_that_ends_the_transaction_without_a_semicolon_before_it(string statement, string found)
    {
        using var folder = new TemporaryFolder();
        folder.Write("c.yaml", Block("insert into t select * from {{orders}}", statement));

        var problems = ConsumerCatalog.Load(folder.Root, Engines.All[WarehouseEngine.SqlServer]).Problems;

        Assert.Equal(
            [$"{folder["c.yaml"]}(8,1): '{found}' is not allowed: DataShare begins and ends the transaction of the statements and the positions"],
            problems.Select(p => $"{p}"));
    }

    [Fact]
    public void The_sample_definitions_fit_the_sample_contracts()
    {
        var reading = ConsumerCatalog.Load(Sample("consumers", "definitions"));
        var contracts = ContractCatalog.Load(Sample("schemas", "contracts")).Catalog;

        Assert.Empty(reading.Problems);
        Assert.Equal(["customer-changes", "orders-feed", "revenue-by-country"], reading.Catalog.Definitions.Select(d => d.Name));
        Assert.All(reading.Catalog.Definitions, d =>
        {
            BatchReads.Find(d, contracts, out var problem);
            Assert.Null(problem);
        });
    }

    [Fact]
    public void A_name_in_two_files_is_a_problem_of_both_and_other_files_are_still_read()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.yaml", Valid);
        folder.Write("b.yml", Valid);
        folder.Write("c.yaml", "consumer: [");
        folder.Write("d.txt", "not a definition");
        folder.Write("e.yaml", Valid.Replace("consumer: revenue", "consumer: other", StringComparison.Ordinal));

        var reading = ConsumerCatalog.Load(folder.Root);

        Assert.Equal(["other"], reading.Catalog.Definitions.Select(d => d.Name));
        Assert.Equal([folder["a.yaml"], folder["b.yml"], folder["c.yaml"]], reading.Problems.Select(p => p.File).Order(StringComparer.Ordinal));
        Assert.Equal([folder["a.yaml"], folder["b.yml"], folder["c.yaml"]], reading.Unread.Select(u => u.File).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("owner: bi@example.com", "ownr: bi", "revenue", "customers")]
    [InlineData("sql: insert into t select * from {{orders}}", "sql: insert into t select * from {{orders}} join customers_v1 using (id); commit", "revenue", "")]
    [InlineData("dataset: orders", "dataset: ordres", "revenue", "")]
    [InlineData("reads:", "read:", "revenue", "")]
    [InlineData("owner: bi@example.com", "owner: [", null, "")]
    public void An_unreadable_definition_may_read_every_dataset_that_its_text_does_not_exclude(string old, string now, string? name, string not)
    {
        using var folder = new TemporaryFolder();
        folder.Write("c.yaml", Valid.Replace(old, now, StringComparison.Ordinal));
        DatasetName[] known = [DatasetName.Parse("orders"), DatasetName.Parse("customers")];

        var unread = Assert.Single(ConsumerCatalog.Load(folder.Root, Engines.All[WarehouseEngine.DuckDb]).Unread);

        Assert.Equal(name, unread.Name);
        Assert.Equal(known.Where(k => k.Value != not), known.Where(k => unread.MayRead(k, known)));
    }

    [Fact]
    public void A_missing_folder_has_no_consumers() =>
        Assert.Empty(ConsumerCatalog.Load(Path.Combine(Path.GetTempPath(), "datashare-none")).Catalog.Definitions);

    /// <summary>The first of these lines is line 7 of the file.</summary>
    private static string Block(params string[] lines) => Valid.Replace(
        "sql: insert into t select * from {{orders}}", "sql: |2\n" + string.Join('\n', lines.Select(l => "    " + l)), StringComparison.Ordinal);

    private static string Sample(string room, string folder, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", room, folder));
}
