using DataShare.Consumers;
using DataShare.Schemas;
using DataShare.Tests.Warehouse;
using DataShare.Warehouse;
using Xunit;

namespace DataShare.Tests.Consumers;

public sealed class ConsumerNeedsTests
{
    private static readonly DataContract Orders = Contracts.Append(
        "orders", "1.0.0", Contracts.Column("country"), Contracts.Column("amount", ColumnKind.Double), Contracts.Column("status"), Contracts.Restricted("email"));

    private static readonly DataContract Renamed = Contracts.Append(
        "orders", "1.1.0", Contracts.Column("country"), Contracts.Column("total", ColumnKind.Double), Contracts.Column("status"), Contracts.Restricted("email"));

    private static readonly DataContract Products = Contracts.Append("products", "3.0.0", Contracts.Column("product_id"), Contracts.Column("title"));

    private const string Revenue = "deliver:\n  tables: {revenue: \"country varchar(2), total float\"}\n  sql: ";

    [Fact]
    public void A_file_delivery_needs_the_declared_columns()
    {
        var needs = Of("reads: [{dataset: orders, major: 1, columns: [country]}]\ndeliver: {files: {path: out}}");

        Assert.Equal(["feed (a@example.com): orders 1: country"], needs.Needs.Select(Text));
        Assert.Empty(needs.Problems);
    }

    [Fact]
    public void A_file_delivery_of_all_columns_needs_all_columns() =>
        Assert.Null(Assert.Single(Of("reads: [{dataset: orders, major: 1}]\ndeliver: {files: {path: out}}").Needs).Columns);

    [Fact]
    public void SQL_that_declares_nothing_needs_what_it_is_found_to_read() =>
        Assert.Equal(
            ["feed (a@example.com): orders 1: country amount"],
            Of($"reads: [{{dataset: orders, major: 1}}]\n{Revenue}insert into revenue select country, sum(amount) from {{{{orders}}}} group by country").Needs.Select(Text));

    [Fact]
    public void A_declared_column_is_needed_even_if_the_SQL_does_not_read_it()
    {
        var needs = Of($"reads: [{{dataset: orders, major: 1, columns: [country, amount, email]}}]\n{Revenue}insert into revenue select country, amount from {{{{orders}}}}");

        Assert.Equal(["feed (a@example.com): orders 1: country amount email"], needs.Needs.Select(Text));
        Assert.Empty(needs.Problems);
    }

    [Theory]
    [InlineData(WarehouseEngine.DuckDb)]
    [InlineData(WarehouseEngine.SqlServer)]
    public void A_column_that_the_SQL_reads_without_declaring_it_is_a_problem(WarehouseEngine engine)
    {
        var needs = Of($"reads: [{{dataset: orders, major: 1, columns: [country]}}]\n{Revenue}insert into revenue select country, amount from {{{{orders}}}}", engine);

        Assert.Equal(
            ["consumer 'feed' (a@example.com): its SQL uses undeclared columns of {{orders}} (amount); expected columns: [country, amount]"],
            needs.Problems.Select(p => p.Message));
        Assert.Equal(["feed (a@example.com): orders 1: country amount"], needs.Needs.Select(Text));
    }

    [Fact]
    public void A_star_means_the_declared_columns()
    {
        var needs = Of($"reads: [{{dataset: orders, major: 1, columns: [country, amount]}}]\n{Revenue}create table n as select * from {{{{orders}}}}");

        Assert.Empty(needs.Problems);
        Assert.Equal(["feed (a@example.com): orders 1: country amount"], needs.Needs.Select(Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData(", columns: [country, amount]")]
    public void A_column_that_an_unpublished_version_removes_can_still_be_read(string columns)
    {
        var needs = ConsumerNeeds.Of(
            Consumer($"reads: [{{dataset: orders, major: 1{columns}}}]\n{Revenue}insert into revenue select country, amount from {{{{orders}}}}"),
            new ContractCatalog([Orders]),
            new ContractCatalog([Orders, Renamed]),
            Engines.All[WarehouseEngine.DuckDb]);

        Assert.Equal(["feed (a@example.com): orders 1: country amount"], needs.Needs.Select(Text));
        Assert.Empty(needs.Problems);
        Assert.Empty(needs.Notes);
    }

    [Fact]
    public void A_column_that_only_an_unpublished_version_adds_can_be_read_already()
    {
        var needs = ConsumerNeeds.Of(
            Consumer($"reads: [{{dataset: orders, major: 1, columns: [country, total]}}]\n{Revenue}insert into revenue select country, total from {{{{orders}}}}"),
            new ContractCatalog([Orders]),
            new ContractCatalog([Orders, Renamed]),
            Engines.All[WarehouseEngine.DuckDb]);

        Assert.Empty(needs.Problems);
    }

    [Fact]
    public void Views_that_the_SQL_reads_in_addition_to_its_batch_are_needed_too()
    {
        var needs = Of($"reads: [{{dataset: orders, major: 1}}]\n{Revenue}insert into revenue select title, amount from {{{{orders}}}} join products_v3 on product_id = status");

        Assert.Equal(
            ["feed (a@example.com): orders 1: amount status", "feed (a@example.com): products 3: product_id title"],
            needs.Needs.Select(Text));
        Assert.Empty(needs.Notes);
    }

    [Fact]
    public void Reading_the_view_of_the_newest_major_gives_a_note() =>
        Assert.Equal(
            ["consumer 'feed' (a@example.com): its SQL reads the view products, which always shows the newest major version; expected products_v3"],
            Of($"reads: [{{dataset: orders, major: 1}}]\n{Revenue}insert into revenue select title, amount from {{{{orders}}}} join products on product_id = status").Notes);

    [Fact]
    public void SQL_that_cannot_be_told_counts_as_it_declares_and_is_noted()
    {
        const string Sql = "deliver:\n  sql: update elsewhere set a = o.amount from {{orders}} o where b = o.country";
        var declared = Of($"reads: [{{dataset: orders, major: 1, columns: [country]}}]\n{Sql}");
        var undeclared = Of($"reads: [{{dataset: orders, major: 1}}]\n{Sql}");

        Assert.Equal(["country"], Assert.Single(declared.Needs).Columns);
        Assert.Null(Assert.Single(undeclared.Needs).Columns);
        Assert.Contains("only its declared columns count", Assert.Single(declared.Notes), StringComparison.Ordinal);
        Assert.Contains("every column counts as read", Assert.Single(undeclared.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{dataset: order, major: 1}", "there is no contract for dataset 'order'; did you mean 'orders'?")]
    [InlineData("{dataset: orders, major: 2}", "'orders' has no major version 2; known: 1")]
    [InlineData("{dataset: orders, major: 1, columns: [amuont]}", "orders 1 has no column 'amuont'; did you mean 'amount'?")]
    public void A_column_that_no_contract_has_is_a_problem(string read, string problem) =>
        Assert.Equal(
            [$"consumer 'feed' (a@example.com): {problem}"],
            Of($"reads: [{read}]\ndeliver: {{files: {{path: out}}}}").Problems.Select(p => p.Message));

    [Fact]
    public void Two_reads_of_one_table_are_one_reader_that_tolerates_what_both_tolerate()
    {
        var need = Assert.Single(Of(
            """
            reads:
              - {dataset: orders, major: 1, columns: [amount, country], types: {amount: [i64, string]}, newEnumValues: accept, clearance: [restricted]}
              - {dataset: orders, major: 1, as: again, columns: [amount, status], types: {amount: [string], status: [i8]}}
            deliver: {files: {path: out}}
            """).Needs);

        Assert.Equal("feed (a@example.com): orders 1: amount country status", Text(need));
        Assert.Equal("string", string.Join(' ', need.AcceptedTypes["amount"]));
        Assert.Equal("i8", string.Join(' ', need.AcceptedTypes["status"]));
        Assert.False(need.AcceptsNewEnumValues);
        Assert.Empty(need.Clearance);
    }

    private static ConsumerNeeds Of(string yaml, WarehouseEngine engine = WarehouseEngine.DuckDb) =>
        ConsumerNeeds.Of(Consumer(yaml), new ContractCatalog([Orders, Products]), new ContractCatalog([Orders, Products]), Engines.All[engine]);

    private static ConsumerDefinition Consumer(string yaml) => ConsumerTestBase.Consumer(yaml);

    private static string Text(ReaderNeeds need) =>
        $"{need.Reader} ({need.Owner}): {need.Dataset} {need.Major}: {string.Join(' ', need.Columns ?? ["all"])}";
}
