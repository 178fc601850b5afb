using DataShare.Schemas;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>NaN and infinity in DuckDB's tables and views. SQL Server cannot store them.</summary>
public sealed class NonFiniteTests() : WarehouseTestBase(new DuckDbEngine())
{
    private static readonly ContractColumn Ratio = Takes(Column("ratio", ColumnKind.Double));
    private static readonly DataContract One = Append("orders", "1.0.0", Key("id"), Ratio);

    private const string Rows = "values (1, 'nan'), (2, 'inf'), (3, '-inf'), (4, '1.5')";

    [Fact]
    public async Task Are_stored_unchanged()
    {
        await Lake.DropAsync(One, Rows);
        await LoadAsync("orders");

        Assert.Equal(["1|nan", "2|inf", "3|-inf", "4|1.5"], await RowsAsync("select id, ratio::varchar from orders order by id"));
    }

    [Theory]
    [InlineData("nan", "nan", 0)]
    [InlineData("inf", "inf", 0)]
    [InlineData("nan", "inf", 1)]
    [InlineData("inf", "-inf", 1)]
    public async Task A_merge_updates_a_row_only_if_the_value_differs(string before, string after, long updates)
    {
        var contract = Merge("orders", "1.0.0", null, Key("id"), Ratio);
        await Lake.DropAsync(contract, $"values (1, '{before}')");
        await LoadAsync("orders");
        await Lake.DropAsync(contract, $"values (1, '{after}')");

        Assert.Equal((0L, updates, 0L), await CountsAsync());
        Assert.Equal([after], await RowsAsync("select ratio::varchar from orders"));
    }

    [Fact]
    public async Task A_repeated_snapshot_with_them_changes_nothing()
    {
        var contract = Snapshot("orders", "1.0.0", Key("id"), Ratio);
        await Lake.DropAsync(contract, Rows);
        await LoadAsync("orders");
        await Lake.DropAsync(contract, Rows);

        Assert.Equal((0L, 0L, 0L), await CountsAsync());
    }

    [Theory]
    [InlineData("ratio", ColumnKind.Double, "nan,inf,-inf,1.5")]
    [InlineData("round(ratio, 1)", ColumnKind.Double, "nan,inf,-inf,1.5")]
    [InlineData("ratio + 1", ColumnKind.Double, ",,,2.5")]
    [InlineData("cast(ratio as integer)", ColumnKind.Int32, ",,,2")]
    [InlineData("cast(ratio as decimal(18,2))", ColumnKind.Double, ",,,1.5")]
    [InlineData("cast(ratio as boolean)", ColumnKind.Boolean, ",,,true")]
    [InlineData("case when ratio > 100 then 'much' when ratio < 0 then 'none' else 'some' end", ColumnKind.String, "much,much,none,some")]
    public async Task A_mapping_calculates_with_them(string expression, ColumnKind kind, string expected)
    {
        await MapAsync(expression, Takes(Column("share", kind)));

        Assert.Equal(expected, string.Join(',', await RowsAsync("select share::varchar from orders_v2 order by id")));
    }

    [Theory]
    [InlineData("ratio", ",,,1.5")]
    [InlineData("coalesce(ratio, 0.5)", "0.5,0.5,0.5,1.5")]
    [InlineData("case when ratio > 100 then 7 when ratio < 0 then ratio else 1 end", "7.0,7.0,,1.0")]
    public async Task A_column_that_does_not_accept_them_shows_null(string expression, string expected)
    {
        await MapAsync(expression, Column("share", ColumnKind.Double));

        Assert.Equal(expected, string.Join(',', await RowsAsync("select share::varchar from orders_v2 order by id")));
    }

    [Fact]
    public void A_required_column_that_does_not_accept_them_cannot_be_mapped_from_one_that_does()
    {
        var after = Append("orders", "2.0.0", Key("id"), Ratio with { Required = true, Rules = ColumnRules.None });

        Assert.Null(RowMapping.Between(Append("orders", "1.0.0", Key("id"), Ratio with { Required = true }), after, out var problems));
        Assert.Equal(["ratio: its values can be null (from NaN and infinity), but it is required"], problems);
    }

    private static ContractColumn Takes(ContractColumn column) => column with { Rules = new ColumnRules { TakesNonFinite = true } };

    private async Task MapAsync(string expression, ContractColumn column)
    {
        var two = Append("orders", "2.0.0", Key("id"), column);
        await Lake.DropAsync(One, Rows);
        Lake.Publish(two with { Mapping = new MajorMapping(MajorMappingSamples.Expressions((column.Name, expression)), MajorMapping.None.Down) });
        await LoadAsync("orders");
    }

    private async Task<(long Inserted, long Updated, long Deleted)> CountsAsync()
    {
        var summary = await LoadAsync("orders");
        return (summary.RowsInserted, summary.RowsUpdated, summary.RowsDeleted);
    }
}
