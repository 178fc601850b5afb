using DataShare.Producers;
using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Producers;

/// <summary>A contract's rules are compiled before any file comes.</summary>
public sealed class RuleCompilerTests
{
    private const string Email = "name: email, logicalType: string";
    private const string Query = "the rule 'sql' has a query that";

    [Theory]
    [InlineData("type: sql, query: 'select count(*) from ${object} where id > 2', mustBe: 0")]
    [InlineData("type: sql, query: 'select max(email) from {table}', mustBe: nope")]
    [InlineData("type: sql, query: 'with t as (from orders) select sum(id) from t', mustBeGreaterThan: 0")]
    [InlineData("type: sql, query: 'select avg(id) from orders;', mustBeLessThan: 10")]
    [InlineData("type: sql, query: 'select count(*) from range(100000000000000)', mustBeLessThan: 10")]
    [InlineData("metric: invalidValues, arguments: {properties: [email], pattern: '.+@.+'}, mustBe: 0")]
    [InlineData("metric: duplicateValues, arguments: {properties: [id, email]}, mustBe: 0")]
    [InlineData("metric: rowCount, mustBeBetween: [1, 5]")]
    public void Reports_nothing_for_valid_rules(string rule) => Assert.Empty(Problems(rule));

    [Theory]
    [InlineData("type: sql, query: 'selct count(*) from ${object}', mustBe: 0", $"{Query} cannot be parsed (syntax error at or near \"selct\"); expected one select in DuckDB's SQL")]
    [InlineData("type: sql, query: 'select count(* from ${object}', mustBe: 0", $"{Query} cannot be parsed (syntax error at or near \"from\"); expected one select in DuckDB's SQL")]
    [InlineData("type: sql, query: 'select count(emial) from ${object}', mustBe: 0", $"{Query} cannot run (Binder Error: Referenced column \"emial\" not found in FROM clause!; Candidate bindings: \"email\"")]
    [InlineData("type: sql, query: 'select count(*) from customers', mustBe: 0", $"{Query} cannot run (Catalog Error: Table with name customers does not exist!")]
    [InlineData("type: sql, query: 'select 1; select 2', mustBe: 0", $"{Query} is not one select; expected one read-only statement")]
    [InlineData("type: sql, query: 'drop table orders', mustBe: 0", $"{Query} is not one select; expected one read-only statement")]
    [InlineData("type: sql, query: \"select count(*) from read_csv('/etc/passwd')\", mustBe: 0", $"{Query} cannot run (Permission Error")]
    [InlineData("type: sql, query: 'select count(*) > 3 from orders', mustBeGreaterThan: 0", $"{Query} gives a BOOLEAN, and mustBeGreaterThan compares numbers; expected for example: select count(*) from ${{object}}")]
    [InlineData("type: sql, query: 'select count(*) > 3 from orders', mustBe: 1", $"{Query} gives a BOOLEAN, which cannot be compared with '1'; expected true or false")]
    [InlineData("metric: invalidValues, arguments: {properties: [email], pattern: '[a-z-[aeiou]]+\\p{IsGreek}'}, mustBe: 0", "the rule 'invalidValues(email)' has the pattern '[a-z-[aeiou]]+\\p{IsGreek}', which DuckDB cannot compile")]
    [InlineData("metric: rowCount, mustBe: many", "the rule 'rowCount' gives a count, which cannot be compared with 'many'; expected a number")]
    [InlineData("metric: rowCount, mustBeBetween: [5, 1]", "the rule 'rowCount' has the empty range between 5 and 1; expected the smaller number first")]
    public void Reports_rules_that_no_file_can_pass_with_their_places(string rule, string message)
    {
        var problem = Assert.Single(Problems(rule));

        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal("orders.yaml", problem.File);
        Assert.Equal(14, problem.Line);
        Assert.True(problem.Column > 10);
    }

    [Fact]
    public void A_pattern_is_compiled_as_the_gate_will_match_it()
    {
        var problem = Assert.Single(RuleCompiler.Problems(Contract(new TestContract(
            TestContract.Id, "name: code, logicalType: string, logicalTypeOptions: {pattern: '(?x) [a-z]+ # letters'}"))));

        Assert.StartsWith("the pattern '(?x) [a-z]+ # letters' of column 'code' cannot be matched against a whole value", problem.Message, StringComparison.Ordinal);
        Assert.Equal(18, problem.Line);
    }

    [Theory]
    [InlineData("integer", "customers.customer_id", null)]
    [InlineData("integer", "customers.CUSTOMER_ID", null)]
    [InlineData("string", "customers.customer_id", null)]
    [InlineData("integer", "orders.id", null)]
    [InlineData("number, physicalType: 'decimal(9,0)'", "customers.customer_id", null)]
    [InlineData("integer", "custommers.customer_id", "there is no contract for dataset 'custommers'; did you mean 'customers'?")]
    [InlineData("integer", "customers.custmer_id", "'customers' has no column 'custmer_id'; did you mean 'customer_id'?")]
    [InlineData("number, physicalType: 'decimal(9,2)'", "customers.customer_id", "'it' is decimal(9,2) and 'customers.customer_id' is i64, and their values are never equal; expected columns of the same type")]
    [InlineData("number", "customers.customer_id", "'it' is double and 'customers.customer_id' is i64, and their values are never equal; expected columns of the same type")]
    [InlineData("date", "customers.since", "'it' is date and 'customers.since' is timestamp, and their values are never equal; expected columns of the same type")]
    public void A_reference_must_be_able_to_name_a_row(string type, string to, string? fault)
    {
        var contract = Contract(new TestContract(TestContract.Id, $"name: it, logicalType: {type}, relationships: [{{to: {to}}}]"));
        var customers = Contract(new TestContract { Whole = Customers });

        var problems = ReferenceFit.Problems(contract, Assert.Single(contract.References), new ContractCatalog([contract, customers]));

        Assert.Equal(fault is null ? [] : [$"the reference of it to {to} can never match: {fault}"], problems.Select(p => p.Message));
        Assert.All(problems, p => Assert.Equal(18, p.Line));
    }

    [Theory]
    [InlineData("orders.id", null)]
    [InlineData("orders.idd", "'orders' has no column 'idd'")]
    public void A_reference_to_its_own_dataset_may_name_a_column_that_is_not_published_yet(string to, string? fault)
    {
        var contract = Contract(new TestContract(TestContract.Id, $"name: it, logicalType: integer, relationships: [{{to: {to}}}]"));

        var problems = ReferenceFit.Problems(contract, Assert.Single(contract.References), new ContractCatalog([]));

        Assert.Equal(fault is null ? 0 : 1, problems.Count);
        Assert.All(problems, p => Assert.Contains(fault!, p.Message, StringComparison.Ordinal));
    }

    private const string Customers =
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: customers
        version: 1.0.0
        schema:
          - name: customers
            properties:
              - {name: customer_id, logicalType: integer}
              - {name: since, logicalType: timestamp}
        """;

    private static IReadOnlyList<SourceProblem> Problems(string rule) =>
        RuleCompiler.Problems(Contract(new TestContract(TestContract.Id, Email) { Quality = $"[{{{rule}}}]" }));

    private static DataContract Contract(TestContract contract)
    {
        var reading = ContractReader.Read(contract.Yaml, "orders.yaml");
        return reading.Contract ?? throw new InvalidOperationException(string.Join('|', reading.Problems));
    }
}
