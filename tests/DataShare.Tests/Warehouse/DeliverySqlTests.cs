using DataShare.Warehouse;
using Xunit;

namespace DataShare.Tests.Warehouse;

public sealed class DeliverySqlTests
{
    [Theory]
    [InlineData("insert into t select 1\ngo", "has 'go', a command for a client such as sqlcmd, not SQL")]
    [InlineData("insert into t select 1\nGO 2\ninsert into t select 2", "cannot be parsed: line 2")]
    [InlineData("insert into t select 1 commit", "has 'commit': DataShare begins and ends the transaction")]
    [InlineData("use master insert into t select 1", "has 'use master': DataShare begins and ends the transaction")]
    [InlineData("insert into t selct 1", "cannot be parsed: line 1")]
    public void Refuses_statements_outside_the_positions_transaction(string sql, string expected) =>
        Assert.StartsWith($"The consumer's SQL {expected}", Assert.Throws<WarehouseException>(() => DeliverySql.Check(sql)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("insert into t select 'go\ngo\n'")]
    [InlineData("insert into t select [go] from u")]
    [InlineData("insert into t select 1; begin try insert into t select 2; end try begin catch end catch")]
    public void Accepts_statements_of_the_positions_transaction(string sql) => Assert.Equal(sql, DeliverySql.Check(sql));
}
