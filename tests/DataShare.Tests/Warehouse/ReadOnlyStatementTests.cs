using DataShare.Warehouse;
using Xunit;

namespace DataShare.Tests.Warehouse;

public sealed class ReadOnlyStatementTests
{
    [Theory]
    [InlineData("select 1")]
    [InlineData("select country, count(*) from orders group by country order by 2 desc")]
    [InlineData("with a as (select 1 as x) select x from a order by x option (maxdop 1)")]
    [InlineData("with xmlnamespaces('urn:a' as a) select 1 as x for xml path")]
    [InlineData("(select 1) union all (select 2) order by 1")]
    [InlineData("select \"a b\", [c] from \"from\" where x = 'into ; delete' for json path")]
    [InlineData("select * from openjson('[1]') with (a int '$')")]
    [InlineData("select 'it''s; ' -- all of it")]
    public void Accepts_a_select_unchanged(string sql) => Assert.Equal(sql.Replace(" -- all of it", "", StringComparison.Ordinal), ReadOnlyStatement.Check(sql));

    [Theory]
    [InlineData("select 1;")]
    [InlineData("select 1;;\n")]
    [InlineData("-- the one\n/* and only */ select 1 ; -- done")]
    [InlineData("select 1\ngo")]
    public void Removes_the_text_around_the_statement(string sql) => Assert.Equal("select 1", ReadOnlyStatement.Check(sql));

    [Theory]
    [InlineData("")]
    [InlineData(" \n;")]
    [InlineData("-- select 1")]
    public void Refuses_a_text_without_a_statement(string sql) => AssertRefused("here is none. Nothing was run.", sql);

    [Theory]
    [InlineData("select 1; drop view orders")]
    [InlineData("commit; delete from orders_v1_data")]
    [InlineData("select 1 select 2")]
    [InlineData("select 1\ngo\nselect 2")]
    public void Refuses_more_than_one_statement(string sql) =>
        AssertRefused("A query is one statement, but there are 2. Nothing was run. Run them one after the other.", sql);

    [Theory]
    [InlineData("delete from orders_v1_data")]
    [InlineData("with old as (select 1 as x) delete from orders_v1_data")]
    [InlineData("drop view orders")]
    [InlineData("create table mine (id bigint)")]
    [InlineData("exec sp_who")]
    [InlineData("orders")]
    [InlineData("selec 1")]
    [InlineData("if 1 = 1 select 1")]
    [InlineData("begin select 1 end")]
    [InlineData("waitfor delay '1:00'")]
    [InlineData("use master")]
    public void Refuses_a_statement_that_is_not_a_select(string sql) => AssertRefused($"but '{sql}' is not. Nothing was run.", sql);

    [Theory]
    [InlineData("select * into #copy from orders", "stores its result, into '#copy'.")]
    [InlineData("select next value for numbers", "'next value for numbers' takes a number")]
    [InlineData("select 1 where 2 > (select next value for dbo.numbers)", "'next value for dbo.numbers' takes a number")]
    [InlineData("select * from openquery(other, 'exec x')", "'openquery(other, 'exec x')' reads another source")]
    [InlineData("select * from openrowset('p', 'c', 'exec x') as a", "reads another source")]
    [InlineData("select * from openrowset(bulk '/etc/passwd', single_clob) as a", "reads another source")]
    [InlineData("select * from opendatasource('p', 'c').d.dbo.t", "reads another source")]
    [InlineData("select 1 where exists (select * from orders o cross apply openquery(other, 'exec x'))", "reads another source")]
    public void Refuses_a_select_that_does_more_than_read(string sql, string reason) => AssertRefused(reason, sql);

    [Fact]
    public void Refuses_a_statement_that_changes_rows_inside_a_select() =>
        AssertRefused("cannot be parsed", "select * from (delete from orders output deleted.*) as gone");

    [Fact]
    public void Names_the_place_of_a_syntax_error()
    {
        var message = AssertRefused("The query cannot be parsed: line 2, column 22: Incorrect syntax near 'limit'", "-- the first\nselect * from orders limit 10");

        Assert.DoesNotContain("begin with select", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("from orders")]
    [InlineData("\n  FROM orders select *")]
    public void Says_that_the_SQL_is_the_servers(string sql) =>
        AssertRefused("The warehouse is SQL Server, whose queries begin with select: select * from …", sql);

    [Fact]
    public void Cuts_a_long_statement_in_its_message() => Assert.True(AssertRefused("…'", "print '" + new string('x', 9000) + "'").Length < 300);

    private static string AssertRefused(string reason, string sql)
    {
        var refused = Assert.Throws<WarehouseException>(() => ReadOnlyStatement.Check(sql));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        return refused.Message;
    }
}
