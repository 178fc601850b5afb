using System.Diagnostics;
using DataShare.Jobs;
using Xunit;

namespace DataShare.Tests.Workspaces;

public sealed class SchemaCheckTests : IDisposable
{
    private const string Breaks = "breaks revenue (bi@example.com): reads amount, which 1.1.0 renames to total";

    private readonly CheckedWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task An_unchanged_published_version_is_not_new()
    {
        await workspace.PublishAsync();

        var check = await workspace.CheckAsync();

        Assert.Empty(check.Versions);
        Assert.Equal(ExitCode.Done, check.Code);
    }

    [Fact]
    public async Task A_version_that_breaks_nobody_can_be_published()
    {
        await workspace.PublishAsync();
        workspace.Contract("1.1.0", CheckedWorkspace.Amount, CheckedWorkspace.Coupon);

        var check = await workspace.CheckAsync();

        Assert.True(Assert.Single(check.Versions).IsAdmitted);
        Assert.Equal(ExitCode.Done, check.Code);
    }

    [Fact]
    public async Task A_consumer_that_a_rename_breaks_is_found_by_its_SQL_and_named()
    {
        await workspace.PublishAsync();
        workspace.Contract("1.1.0", CheckedWorkspace.Total);

        var check = await workspace.CheckAsync();

        Assert.Equal([Breaks], Assert.Single(check.Versions).Broken);
        Assert.Equal(ExitCode.Breaking, check.Code);
    }

    [Fact]
    public async Task A_new_major_tells_its_readers_that_they_may_stay()
    {
        await workspace.PublishAsync();
        workspace.Contract("2.0.0", CheckedWorkspace.Total);

        var version = Assert.Single((await workspace.CheckAsync()).Versions);

        Assert.True(version.IsAdmitted);
        Assert.Equal(["breaks revenue (bi@example.com): reads amount, which 2.0.0 renames to total; it stays on 1.x until it moves"], version.Broken);
    }

    [Fact]
    public async Task Several_new_versions_are_judged_one_after_the_other()
    {
        workspace.Contract("1.1.0", CheckedWorkspace.Amount, CheckedWorkspace.Coupon);
        workspace.Contract("1.2.0", CheckedWorkspace.Amount);

        var versions = (await workspace.CheckAsync()).Versions;

        Assert.Equal(["1.0.0", "1.1.0", "1.2.0"], versions.Select(v => v.Contract.Version.ToString()));
        Assert.Equal([true, true, false], versions.Select(v => v.IsAdmitted));
        Assert.Equal("1.1.0", versions[2].Verdict!.Against!.Version.ToString());
    }

    [Fact]
    public async Task A_new_version_whose_default_its_column_refuses_is_refused_and_a_published_one_stays_in_use()
    {
        const string lane = "{id: c4, name: lane, logicalType: string, required: true, logicalTypeOptions: {maxLength: 3}, customProperties: [{property: default, value: standard}]}";
        var first = workspace.Contract("1.0.0", CheckedWorkspace.Amount, lane);
        workspace.Write("data/lake/contracts/orders/1.0.0.yaml", File.ReadAllText(first));
        workspace.Contract("1.1.0", CheckedWorkspace.Amount, lane, CheckedWorkspace.Coupon);

        var check = await workspace.CheckAsync();

        const string fault = "the default 'standard' of column 'lane' is longer than maxLength 3; expected a value that fits the column's own rules (line 11)";
        Assert.Equal([fault], Assert.Single(check.Versions).Refusals);
        Assert.Contains(check.Notes, n => n.StartsWith("orders 1.0.0 is published", StringComparison.Ordinal) && n.Contains(fault, StringComparison.Ordinal));
        Assert.Empty(check.Problems);
    }

    [Fact]
    public async Task A_major_waits_for_unpublished_majors_below_it()
    {
        await workspace.PublishAsync();
        workspace.Contract("2.0.0", "{id: c2, name: amount, logicalType: number, nonsense: 1}");
        workspace.Contract("3.0.0", CheckedWorkspace.Total);

        Assert.Contains("contracts/orders/2.0.0.odcs.yaml must be published first", Assert.Single(await ThirdAsync()), StringComparison.Ordinal);

        workspace.ContractIn("contracts", "2.0.0", "  - {property: mapping, value: {up: {amount: nothing}}}", CheckedWorkspace.Amount);

        Assert.Equal(["orders 2.0.0 must be published first, because majors are published in order, but it is refused"], await ThirdAsync());

        workspace.Contract("2.0.0", CheckedWorkspace.Total);

        Assert.Empty(await ThirdAsync());

        async Task<IReadOnlyList<string>> ThirdAsync() => (await workspace.CheckAsync()).Versions.Single(v => v.Contract.Version.Major == 3).Held;
    }

    [Fact]
    public async Task An_edit_of_a_published_version_is_refused_and_says_when_only_line_ends_differ()
    {
        await workspace.PublishAsync();
        var file = workspace["contracts", "orders", "1.0.0.odcs.yaml"];
        File.WriteAllText(file, File.ReadAllText(file).ReplaceLineEndings("\r\n"));

        var version = Assert.Single((await workspace.CheckAsync()).Versions);

        Assert.Contains("in its line ends only", Assert.Single(version.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edit_that_retires_a_version_gets_the_right_command()
    {
        await workspace.PublishAsync();
        var file = workspace["contracts", "orders", "1.0.0.odcs.yaml"];
        File.WriteAllText(file, File.ReadAllText(file).Replace("status: active", "status: retired", StringComparison.Ordinal));

        Assert.Contains("datashare schema retire orders@1", Assert.Single(Assert.Single((await workspace.CheckAsync()).Versions).Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retired_major_takes_no_new_version()
    {
        await workspace.PublishAsync();
        await ServedWorkspace.Read(workspace.Workspace).Versions.Store.RetireAsync(
            DataShare.Schemas.DatasetName.Parse("orders"), 1, "ada", TestContext.Current.CancellationToken);
        workspace.Contract("1.1.0", CheckedWorkspace.Amount, CheckedWorkspace.Coupon);

        Assert.Contains("orders 1 is retired", Assert.Single(Assert.Single((await workspace.CheckAsync()).Versions).Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waived_break_is_admitted_and_shown_with_who_agreed()
    {
        await workspace.PublishAsync();
        workspace.ContractIn(
            "contracts", "1.1.0",
            "  - {property: waivers, value: [{change: columns.amount, consumer: revenue, until: 2999-12-31, agreedBy: ada}]}",
            CheckedWorkspace.Total);

        var version = Assert.Single((await workspace.CheckAsync()).Versions);

        Assert.True(version.IsAdmitted, string.Join('|', version.Refusals));
        Assert.Equal([$"{Breaks} (waived until 2999-12-31, agreed by ada)"], version.Broken);
    }

    [Fact]
    public async Task A_file_that_is_no_contract_does_not_stop_the_check_of_others()
    {
        await workspace.PublishAsync();
        workspace.Write("contracts/bad/1.0.0.odcs.yaml", "kind: [");
        workspace.Contract("1.1.0", CheckedWorkspace.Amount, CheckedWorkspace.Coupon);

        var check = await workspace.CheckAsync();

        Assert.Single(check.Problems);
        Assert.Single(check.Versions);
        Assert.Equal(ExitCode.Usage, check.Code);
    }

    [Fact]
    public async Task A_definition_that_does_not_fit_its_own_SQL_is_reported()
    {
        workspace.Write(
            "consumers/other.yaml",
            "consumer: other\nowner: me@example.com\nreads: [{dataset: orders, major: 1, columns: [order_id]}]\ndeliver:\n  sql: insert into t select amount from {{orders}}\n");

        var check = await workspace.CheckAsync();

        Assert.Equal(
            ["consumer 'other' (me@example.com): its SQL uses undeclared columns of {{orders}} (amount); expected columns: [order_id, amount]"],
            check.ConsumerProblems.Select(p => p.Message));
        Assert.Equal(ExitCode.Usage, check.Code);
    }

    [Theory]
    [InlineData("select amuont from {{orders}}", "Binder Error: Referenced column \"amuont\" not found in FROM clause!; Candidate bindings: \"amount\"")]
    [InlineData("select sum(amount from {{orders}}", "Parser Error: syntax error at or near \"from\"")]
    [InlineData("select amount, order_id from {{orders}}", "Binder Error: ")]
    [InlineData("select summ(amount) from {{orders}}", "Catalog Error: Scalar Function with name summ does not exist!")]
    public async Task SQL_of_a_consumer_that_can_never_run_is_a_problem(string select, string fault)
    {
        var file = workspace.Write(
            "consumers/other.yaml",
            $"consumer: other\nowner: me@example.com\nreads: [{{dataset: orders, major: 1}}]\ndeliver:\n  tables: {{t: a double}}\n  sql: update elsewhere set a = 1; insert into t {select}\n");

        var check = await workspace.CheckAsync();

        var problem = Assert.Single(check.ConsumerProblems);
        Assert.Equal((file, 6, 8), (problem.File, problem.Line, problem.Column));
        Assert.StartsWith($"consumer 'other' (me@example.com): its SQL (deliver.sql) can never run: {fault}", problem.Message, StringComparison.Ordinal);
        Assert.EndsWith("expected statements that compile against {{orders}} (order_id, amount)", problem.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, check.Code);
    }

    [Fact]
    public async Task SQL_of_a_server_is_read_and_said_not_to_be_compiled()
    {
        workspace.Write("appsettings.json", """{"DataShare": {"Warehouse": {"Engine": "SqlServer", "ConnectionString": "Server=nowhere;Database=x"}}}""");
        workspace.Write(
            "consumers/other.yaml",
            "consumer: other\nowner: me@example.com\nreads: [{dataset: orders, major: 1}]\ndeliver:\n  sql: insert into t selct 1\n");

        var check = await workspace.CheckAsync();

        Assert.Contains("can never run: The SQL cannot be parsed: line 1", Assert.Single(check.ConsumerProblems).Message, StringComparison.Ordinal);
        Assert.Contains(check.Notes, n => n.Contains("not compiled", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SqlServer", "column 'ratio' accepts NaN and infinity, which a float of SQL Server cannot hold; expected nonFinite reject, or a warehouse in DuckDB")]
    [InlineData("DuckDb", null)]
    public async Task A_version_with_values_that_the_engine_cannot_store_is_refused_with_its_line(string engine, string? fault)
    {
        workspace.Write("appsettings.json", """{"DataShare": {"Warehouse": {"Engine": "ENGINE", "ConnectionString": "Server=nowhere;Database=x"}}}""".Replace("ENGINE", engine, StringComparison.Ordinal));
        var file = workspace.Contract(
            "1.0.0", CheckedWorkspace.Amount, "{id: c4, name: ratio, logicalType: number, customProperties: [{property: nonFinite, value: accept}]}");

        var version = Assert.Single((await workspace.CheckAsync()).Versions);

        Assert.Equal(fault is null ? [] : [(file, 11, 100, fault)], version.Faults.Select(f => (f.File, f.Line, f.Column, f.Message)));
        Assert.Equal(fault is null, version.IsAdmitted);
    }

    [Theory]
    [InlineData("0 0 6 * *", "is not a cron expression")]
    [InlineData("0 0 6 31 2 ?", "is a cron expression that never fires")]
    [InlineData("0 0 6 1 1 ? 2001", "is a cron expression that never fires")]
    public async Task A_cron_expression_without_a_next_time_is_a_problem(string cron, string fault)
    {
        workspace.Write(
            "consumers/other.yaml",
            $"consumer: other\nowner: me@example.com\nreads: [{{dataset: orders, major: 1}}]\nschedule: {{cron: {cron}}}\ndeliver: {{files: {{path: out}}}}\n");

        Assert.StartsWith($"'{cron}' {fault}; expected seconds", Assert.Single((await workspace.CheckAsync()).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_that_can_never_work_refuses_its_version_and_names_its_line()
    {
        var file = workspace.Contract("1.0.0", CheckedWorkspace.Amount, "{id: c4, name: it, logicalType: string, quality: [{type: sql, query: 'select emial from ${object}', mustBe: 1}]}");

        var check = await workspace.CheckAsync();
        await workspace.PublishAsync();

        var version = Assert.Single(check.Versions);
        Assert.StartsWith("the rule 'sql(it)' has a query that cannot run (Binder Error", Assert.Single(version.Refusals), StringComparison.Ordinal);
        Assert.EndsWith("(line 11)", version.Refusals[0], StringComparison.Ordinal);
        Assert.Equal(("never-works", file, 11), CheckFinding.Of(check).Where(f => f.Level is FindingLevel.Error).Select(f => (f.Rule, f.File, f.Line)).Single());
        Assert.Equal(ExitCode.Breaking, check.Code);
        Assert.Empty(ServedWorkspace.Read(workspace.Workspace).Contracts.Datasets);
    }

    [Theory]
    [InlineData(null, "there is no contract for dataset 'customers'", null)]
    [InlineData("kind: [", null, "cannot check whether customers.id exists, because ")]
    [InlineData("apiVersion: v3.1.0\nkind: DataContract\nid: customers\nversion: 1.0.0\nschema: [{name: customers, properties: [{name: id, logicalType: integer}]}]\n", null, null)]
    public async Task A_reference_needs_the_contract_of_its_target(string? customers, string? refused, string? waits)
    {
        if (customers is not null)
        {
            workspace.Write("contracts/customers/1.0.0.odcs.yaml", customers);
        }

        workspace.Contract("1.0.0", CheckedWorkspace.Amount, "{id: c4, name: customer, logicalType: integer, relationships: [{to: customers.id}]}");

        var version = (await workspace.CheckAsync()).Versions.Single(v => v.Contract.Dataset.Value == "orders");

        Assert.Equal(refused is not null, version.Refusals.Any(r => r.Contains(refused ?? "", StringComparison.Ordinal)));
        Assert.Equal(waits is not null, version.Held.Any(h => h.StartsWith(waits ?? "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Parts_of_drafts_and_published_versions_that_can_never_work_are_noted()
    {
        var rule = "{id: c4, name: it, logicalType: string, quality: [{type: sql, query: 'select emial from ${object}', mustBe: 1}]}";
        var draft = workspace.Contract("1.1.0", CheckedWorkspace.Amount, rule);
        File.WriteAllText(draft, File.ReadAllText(draft).Replace("status: active", "status: draft", StringComparison.Ordinal));

        Assert.Contains("orders 1.1.0 is draft", Assert.Single((await workspace.CheckAsync()).Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ownr: me", "reads: [{dataset: orders, major: 1}]", "waits")]
    [InlineData("owner: me", "reads: [{dataset: ordres, major: 1}]\nbogus: 1", "waits")]
    [InlineData("ownr: me", "reads: [{dataset: customers, major: 1}]", "admitted")]
    [InlineData("owner: [", "", "waits")]
    public async Task A_version_waits_for_an_unreadable_definition_that_may_read_its_changes(string owner, string reads, string word)
    {
        Loose("1.0.0", CheckedWorkspace.Amount, CheckedWorkspace.Coupon);
        workspace.Write("contracts/customers/1.0.0.odcs.yaml", "apiVersion: v3.1.0\nkind: DataContract\nid: customers\nversion: 1.0.0\nschema: [{name: customers, properties: [{name: id, logicalType: integer}]}]\n");
        await workspace.PublishAsync();
        Loose("1.1.0", CheckedWorkspace.Amount, CheckedWorkspace.Coupon.Replace("coupon", "voucher", StringComparison.Ordinal));
        Loose("1.2.0", CheckedWorkspace.Amount, CheckedWorkspace.Coupon.Replace("coupon", "voucher", StringComparison.Ordinal), "{id: c5, name: note, logicalType: string}");
        workspace.Write("consumers/broken.yaml", $"consumer: broken\n{owner}\n{reads}\ndeliver: {{files: {{path: out}}}}\n");

        var check = await workspace.CheckAsync();

        Assert.Equal([word, word], check.Versions.Select(CheckText.Word));
        Assert.Equal(ExitCode.Usage, check.Code);
        if (word == "waits")
        {
            Assert.Contains("broken.yaml cannot be read, and its consumer may use what this version changes (columns.coupon)", Assert.Single(check.Versions[0].Held), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_version_waits_for_an_unreadable_earlier_one_unless_that_comes_too_late()
    {
        workspace.Contract("1.2.0", CheckedWorkspace.Amount, CheckedWorkspace.Coupon);
        await workspace.PublishAsync();
        workspace.Write("contracts/orders/1.1.0.odcs.yaml", "kind: [");
        workspace.Contract("1.4.0", CheckedWorkspace.Amount, CheckedWorkspace.Coupon);
        var late = await workspace.CheckAsync();
        workspace.Write("contracts/orders/1.3.0.odcs.yaml", "kind: [");

        var inOrder = await workspace.CheckAsync();

        Assert.True(Assert.Single(late.Versions).IsAdmitted);
        Assert.Contains("1.3.0.odcs.yaml must be published first, but it cannot be read", Assert.Single(Assert.Single(inOrder.Versions).Held), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contracts_can_be_compared_with_another_folder()
    {
        workspace.ContractIn("before", "1.0.0", "", CheckedWorkspace.Amount);
        workspace.Contract("1.1.0", CheckedWorkspace.Total);

        var check = await workspace.CheckAsync(workspace["before"]);

        Assert.Equal("1.1.0", Assert.Single(check.Versions).Contract.Version.ToString());
        Assert.False(check.IsAdmitted);
    }

    [Fact]
    public async Task Contracts_can_be_compared_with_a_Git_commit_whatever_its_line_ends_are()
    {
        Commit();
        var file = workspace["contracts", "orders", "1.0.0.odcs.yaml"];
        File.WriteAllText(file, File.ReadAllText(file).ReplaceLineEndings("\r\n"));
        workspace.Contract("1.1.0", CheckedWorkspace.Total);

        var check = await workspace.CheckAsync("HEAD");

        Assert.Equal("HEAD", check.Against);
        Assert.Equal([Breaks], Assert.Single(check.Versions).Broken);
    }

    [Fact]
    public async Task Deleted_contracts_are_refused_while_somebody_reads_them_and_otherwise_reported()
    {
        Commit();
        Directory.Delete(workspace["contracts", "orders"], recursive: true);

        var read = await workspace.CheckAsync("HEAD");
        File.Delete(workspace["consumers", "revenue.yaml"]);
        var unread = await workspace.CheckAsync("HEAD");

        Assert.Equal(ExitCode.Breaking, read.Code);
        Assert.StartsWith("all contracts of 'orders' are deleted (1.0.0).", Assert.Single(read.Removed).Text, StringComparison.Ordinal);
        Assert.Equal(["breaks revenue (bi@example.com): reads orders@1 (amount), whose contract is deleted"], read.Removed[0].Broken);
        Assert.EndsWith("orders@1 is deleted, which is refused.", CheckText.Summary(read), StringComparison.Ordinal);
        Assert.Equal((true, 1), (unread.IsAdmitted, unread.Removed.Count));
    }

    [Fact]
    public async Task A_deleted_file_of_a_published_version_is_reported_and_breaks_nobody()
    {
        await workspace.PublishAsync();
        workspace.Contract("2.0.0", CheckedWorkspace.Total);
        await workspace.PublishAsync();
        File.Delete(workspace["contracts", "orders", "1.0.0.odcs.yaml"]);

        var check = await workspace.CheckAsync();

        Assert.True(check.IsAdmitted);
        Assert.StartsWith("orders@1 is deleted (1.0.0). The published versions stay in force", Assert.Single(check.Removed).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_version_of_a_major_with_others_is_noted()
    {
        workspace.Contract("1.1.0", CheckedWorkspace.Amount, CheckedWorkspace.Coupon);
        Commit();
        File.Delete(workspace["contracts", "orders", "1.0.0.odcs.yaml"]);

        var check = await workspace.CheckAsync("HEAD");

        Assert.Empty(check.Removed);
        Assert.Contains(check.Notes, n => n.StartsWith("the file of orders 1.0.0 is deleted", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("origin/main", "This clone is shallow. Fetch the branch: git fetch --depth=1 origin +refs/heads/main:refs/remotes/origin/main")]
    [InlineData("v1.0", "This clone is shallow. Fetch it: git fetch --depth=1 origin v1.0, and then write --against FETCH_HEAD")]
    [InlineData("change~1", "This clone is shallow. Fetch all commits: git fetch --unshallow")]
    [InlineData("change", null)]
    public async Task A_commit_that_a_shallow_clone_lacks_is_named_with_the_command_that_fetches_it(string against, string? hint)
    {
        Commit();
        Git("branch", "-M", "main");
        Git("tag", "v1.0");
        Git("checkout", "-q", "-b", "change");
        workspace.Contract("1.1.0", CheckedWorkspace.Amount, CheckedWorkspace.Coupon);
        Commit();
        using var clone = new DataShare.TestKit.TemporaryFolder();
        Assert.True(Git("clone", "-q", "--depth=1", "--single-branch", "--branch", "change", "file://" + workspace.Root, clone["here"]));

        async Task<SchemaCheck> CheckAsync(string commit) => await SchemaCheck.RunAsync(
            Workspace.At(clone["here"]), commit, TimeProvider.System, TestContext.Current.CancellationToken);

        if (hint is null)
        {
            Assert.Empty((await CheckAsync(against)).Versions);
            return;
        }

        Assert.EndsWith(hint, (await Assert.ThrowsAsync<UsageException>(() => CheckAsync(against))).Message, StringComparison.Ordinal);
        var fetch = hint.Split("git ")[1].Split(", and")[0].Split(' ');
        Assert.True(RunGit(clone["here"], fetch));
        var found = await CheckAsync(hint.EndsWith("FETCH_HEAD", StringComparison.Ordinal) ? "FETCH_HEAD" : against);
        Assert.Equal("1.1.0", Assert.Single(found.Versions).Contract.Version.ToString());
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("--output=x")]
    public async Task A_missing_baseline_is_wrong_use(string against) =>
        Assert.Contains($"'{against}'", (await Assert.ThrowsAsync<UsageException>(() => workspace.CheckAsync(against))).Message, StringComparison.Ordinal);

    /// <summary>Writes a version that is refused only if it breaks a consumer.</summary>

    private void Loose(string version, params string[] columns)
    {
        var file = workspace.Contract(version, columns);
        File.WriteAllText(file, File.ReadAllText(file).Replace("FULL_TRANSITIVE", "CONSUMER", StringComparison.Ordinal));
    }

    private void Commit()
    {
        Assert.SkipUnless(Git("--version"), "Needs git.");
        Git("init", "-q", ".");
        Git("add", ".");
        Git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "more");
    }

    private bool Git(params string[] arguments) => RunGit(workspace.Root, arguments);

    private static bool RunGit(string folder, params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["-C", folder, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            git.WaitForExit();
            return git.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
