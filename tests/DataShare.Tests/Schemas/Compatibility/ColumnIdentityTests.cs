using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas.Compatibility;

/// <summary>Which column of one version is which of another: an id and a name mean one column for ever.</summary>
public sealed class ColumnIdentityTests
{
    private const string Lane = "{id: c5, name: lane, logicalType: string}";
    private const string Route = "{id: c5, name: route, logicalType: string}";
    private const string Weight = "{id: c6, name: weight, logicalType: string}";

    [Fact]
    public void A_rename_is_one_change()
    {
        var change = Assert.Single(ContractComparison.Of(Versions.Of("1.0.0", Lane), Versions.Of("2.0.0", Route)));

        Assert.Equal(("column-renamed", "columns.lane"), (change.Rule, change.Path));
    }

    [Fact]
    public void A_rename_is_one_change_where_rules_of_the_dataset_name_the_column()
    {
        var query = "quality: [{type: sql, query: 'select count(*) from orders where lane is null', mustBe: 0}]";
        var before = Versions.Of("1.0.0", Lane.Replace("}", ", unique: true, " + query + "}", StringComparison.Ordinal));
        var after = ContractText.Valid(before.SourceText.Replace("lane", "route", StringComparison.Ordinal));

        Assert.Equal("column-renamed", Assert.Single(ContractComparison.Of(before, after)).Rule);
    }

    [Fact]
    public void A_column_of_the_key_that_is_renamed_is_still_the_key()
    {
        var before = Versions.Read("1.0.0", "FULL", "- {property: write, value: {mode: merge}}");
        var after = ContractText.Valid(before.SourceText.Replace("order_id", "order_number", StringComparison.Ordinal).Replace("1.0.0", "2.0.0", StringComparison.Ordinal));

        Assert.Equal("column-renamed", Assert.Single(ContractComparison.Of(before, after)).Rule);
    }

    [Fact]
    public void A_column_that_rows_are_found_by_keeps_its_name_within_a_table()
    {
        var before = Versions.Read("1.0.0", "NONE", "- {property: write, value: {mode: merge}}");
        var after = ContractText.Valid(before.SourceText.Replace("order_id", "order_number", StringComparison.Ordinal).Replace("1.0.0", "1.1.0", StringComparison.Ordinal));

        Assert.Contains("one table has one key", Versions.Judge(after, before).Refusals[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_ids_a_rename_is_a_removal_and_an_addition() => Assert.Equal(
        ["nullable-column-removed", "nullable-column-added"],
        ContractComparison.Of(
            Versions.Of("1.0.0", "{name: lane, logicalType: string}"), Versions.Of("2.0.0", "{name: route, logicalType: string}")).Select(c => c.Rule));

    [Fact]
    public void Ids_that_come_later_than_the_columns_change_nothing() => Assert.Empty(ContractComparison.Of(
        Versions.Of("1.0.0", "{name: lane, logicalType: string}"), Versions.Of("1.0.1", Lane)));

    [Theory]
    [InlineData("NONE")]
    [InlineData("FULL")]
    [InlineData("FULL_TRANSITIVE")]
    public void An_id_that_went_away_with_a_column_is_not_given_to_another(string mode)
    {
        DataContract[] earlier = [Versions.Of("1.0.0", Lane, Weight), Versions.Of("1.1.0", Weight)];

        var verdict = Versions.Judge(Versions.In(mode, "1.2.0", Weight, Route), earlier);

        Assert.Contains(verdict.Changes, c => c is { IsRefused: true, Change.Rule: "id-reused", Against.Version: (1, 0, 0) });
        Assert.Contains(verdict.Refusals, r => r.Contains("'c5' was column 'lane'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_column_that_went_and_comes_back_as_it_was_is_the_same_column()
    {
        DataContract[] earlier = [Versions.Of("1.0.0", Lane, Weight), Versions.Of("1.1.0", Weight)];

        Assert.True(Versions.Judge(Versions.Of("1.2.0", Weight, Lane), earlier).IsAdmitted);
    }

    [Fact]
    public void A_new_major_version_is_warned_of_an_id_that_was_another_column()
    {
        DataContract[] earlier = [Versions.Of("1.0.0", Lane, Weight), Versions.Of("1.1.0", Weight)];

        var verdict = Versions.Judge(Versions.Of("2.0.0", Weight, Route), earlier);

        Assert.True(verdict.IsAdmitted);
        Assert.Contains(verdict.Warnings, w => w.Contains("'c5' was column 'lane'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{id: c5, name: route, logicalType: string}", "{id: c7, name: lane, logicalType: string}")]
    [InlineData("{id: c5, name: weight, logicalType: string}", "{id: c6, name: lane, logicalType: string}")]
    public void A_name_that_its_column_gave_up_is_not_given_to_another(string first, string second)
    {
        var verdict = Versions.Judge(Versions.In("NONE", "1.1.0", first, second), Versions.Of("1.0.0", Lane, Weight));

        Assert.Contains(verdict.Changes, c => c is { IsRefused: true, Change: { Rule: "name-reused", Path: "columns.lane" } });
    }

    [Fact]
    public void A_name_of_two_versions_ago_is_not_given_to_another_in_any_mode()
    {
        DataContract[] earlier = [Versions.In("BACKWARD", "1.0.0", Lane), Versions.In("BACKWARD", "1.1.0", Route)];

        var verdict = Versions.Judge(Versions.In("BACKWARD", "1.2.0", Route, "{id: c7, name: lane, logicalType: string}"), earlier);

        Assert.True(Versions.Judge(earlier[1], earlier[0]).IsAdmitted);
        Assert.Contains(verdict.Changes, c => c is { IsRefused: true, Change.Rule: "name-reused", Against.Version: (1, 0, 0) });
    }

    [Fact]
    public void Names_that_differ_in_case_alone_are_one_name_in_a_table() => Assert.False(Versions.Judge(
        Versions.In("NONE", "1.1.0", "{name: Lane, logicalType: string}"), Versions.Of("1.0.0", "{name: lane, logicalType: string}")).IsAdmitted);
}
