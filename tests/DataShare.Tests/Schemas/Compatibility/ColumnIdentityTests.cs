using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas.Compatibility;

/// <summary>The match of columns between versions: an id and a name mean one column for ever.</summary>
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
    public void A_rename_is_one_change_even_if_rules_of_the_dataset_name_the_column()
    {
        var query = "quality: [{type: sql, query: 'select count(*) from orders where lane is null', mustBe: 0}]";
        var before = Versions.Of("1.0.0", Lane.Replace("}", ", unique: true, " + query + "}", StringComparison.Ordinal));
        var after = ContractText.Valid(before.SourceText.Replace("lane", "route", StringComparison.Ordinal));

        Assert.Equal("column-renamed", Assert.Single(ContractComparison.Of(before, after)).Rule);
    }

    [Fact]
    public void A_renamed_key_column_is_still_part_of_the_key()
    {
        var before = Versions.Read("1.0.0", "FULL", "- {property: write, value: {mode: merge}}");
        var after = ContractText.Valid(before.SourceText.Replace("order_id", "order_number", StringComparison.Ordinal).Replace("1.0.0", "2.0.0", StringComparison.Ordinal));

        Assert.Equal("column-renamed", Assert.Single(ContractComparison.Of(before, after)).Rule);
    }

    [Fact]
    public void A_key_column_of_a_merged_table_cannot_be_renamed_within_a_major()
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
    public void The_id_of_a_removed_column_cannot_be_used_for_another(string mode)
    {
        DataContract[] earlier = [Versions.Of("1.0.0", Lane, Weight), Versions.Of("1.1.0", Weight)];

        var verdict = Versions.Judge(Versions.In(mode, "1.2.0", Weight, Route), earlier);

        Assert.Contains(verdict.Changes, c => c is { IsRefused: true, Change.Rule: "id-reused", Against.Version: (1, 0, 0) });
        Assert.Contains(verdict.Refusals, r => r.Contains("'c5' was column 'lane'", StringComparison.Ordinal));
    }

    [Fact]
    public void An_id_is_not_taken_over_by_a_column_that_has_had_its_name_without_an_id()
    {
        DataContract[] earlier =
        [
            Versions.Of("1.0.0", "{id: lane, name: route, logicalType: string}", Weight), Versions.Of("1.1.0", Weight, "{name: lane, logicalType: string}"),
        ];

        var verdict = Versions.Judge(Versions.In("NONE", "1.2.0", Weight, "{id: lane, name: lane, logicalType: string}"), earlier);

        Assert.Contains(verdict.Changes, c => c is { IsRefused: true, Change.Rule: "id-reused", Against.Version: (1, 0, 0) });
    }

    [Fact]
    public void A_removed_column_that_comes_back_unchanged_is_the_same_column()
    {
        DataContract[] earlier = [Versions.Of("1.0.0", Lane, Weight), Versions.Of("1.1.0", Weight)];

        Assert.True(Versions.Judge(Versions.Of("1.2.0", Weight, Lane), earlier).IsAdmitted);
    }

    [Fact]
    public void A_new_major_version_gets_a_warning_about_an_id_that_was_another_column()
    {
        DataContract[] earlier = [Versions.Of("1.0.0", Lane, Weight), Versions.Of("1.1.0", Weight)];

        var verdict = Versions.Judge(Versions.Of("2.0.0", Weight, Route), earlier);

        Assert.True(verdict.IsAdmitted);
        Assert.Contains(verdict.Warnings, w => w.Contains("'c5' was column 'lane'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_column_may_be_added_to_a_major_and_to_the_one_below_in_either_order()
    {
        var (one, two, more, back) = (Versions.Of("1.0.0"), Versions.Of("2.0.0", Weight), Versions.Of("2.1.0", Weight, Lane), Versions.Of("1.1.0", Lane));

        Assert.Empty(Versions.Judge(back, one, two, more).Refusals);
        Assert.Empty(Versions.Judge(more, one, two, back).Refusals);
        Assert.DoesNotContain(Versions.Judge(back, one, two, more).Warnings, w => w.Contains("'c5'", StringComparison.Ordinal));
    }

    [Fact]
    public void An_added_id_that_another_major_has_under_another_name_gives_a_warning()
    {
        var candidate = Versions.Of("1.1.0", Route);
        DataContract[] earlier = [Versions.Of("1.0.0"), Versions.Of("2.0.0", Weight), Versions.Of("2.1.0", Weight, Lane), Versions.Of("3.0.0", Weight)];

        var verdict = Versions.Judge(candidate, earlier);

        Assert.True(verdict.IsAdmitted);
        Assert.Contains(verdict.Warnings, w => w.Contains("column 'lane' of 2.1.0 has the same id 'c5'", StringComparison.Ordinal));
        Assert.Equal(verdict.Warnings, Versions.Judge(candidate, [.. earlier, candidate]).Warnings);
    }

    [Fact]
    public void A_column_that_its_major_has_already_gives_no_warning_about_another_major() => Assert.DoesNotContain(
        Versions.Judge(Versions.Of("1.1.0", Route), Versions.Of("1.0.0", Route), Versions.Of("2.0.0", Lane)).Warnings,
        w => w.Contains("has the same id 'c5'", StringComparison.Ordinal));

    [Fact]
    public void An_added_column_without_an_id_gives_no_warning_about_the_ids_of_another_major() => Assert.DoesNotContain(
        Versions.Judge(Versions.Of("1.1.0", "{name: c5, logicalType: string}"), Versions.Of("1.0.0"), Versions.Of("2.0.0", Lane)).Warnings,
        w => w.Contains("id 'c5'", StringComparison.Ordinal));

    [Fact]
    public void The_newest_version_of_another_major_that_has_the_id_is_named() => Assert.Contains(
        Versions.Judge(Versions.Of("1.1.0", Route), Versions.Of("1.0.0"), Versions.Of("2.0.0", Lane), Versions.Of("3.0.0", Lane.Replace("lane", "track", StringComparison.Ordinal))).Warnings,
        w => w.Contains("column 'track' of 3.0.0 has the same id 'c5'", StringComparison.Ordinal));

    [Fact]
    public void A_version_between_two_published_ones_does_not_remove_an_id_of_the_later_one() => Assert.Contains(
        Versions.Judge(Versions.Of("2.0.0", Weight), Versions.Of("1.0.0", Lane), Versions.Of("3.0.0", Lane)).Refusals,
        r => r.StartsWith("the id 'c5' is missing in 2.0.0 and comes back in 3.0.0", StringComparison.Ordinal));

    [Theory]
    [InlineData("{id: c5, name: route, logicalType: string}", "{id: c7, name: lane, logicalType: string}")]
    [InlineData("{id: c5, name: weight, logicalType: string}", "{id: c6, name: lane, logicalType: string}")]
    public void The_former_name_of_a_column_cannot_be_used_for_another(string first, string second)
    {
        var verdict = Versions.Judge(Versions.In("NONE", "1.1.0", first, second), Versions.Of("1.0.0", Lane, Weight));

        Assert.Contains(verdict.Changes, c => c is { IsRefused: true, Change: { Rule: "name-reused", Path: "columns.lane" } });
        Assert.DoesNotContain(verdict.Changes, c => c.Change.Rule == "nullable-column-added");
    }

    [Fact]
    public void A_name_from_two_versions_ago_cannot_be_used_for_another_column_in_any_mode()
    {
        DataContract[] earlier = [Versions.In("BACKWARD", "1.0.0", Lane), Versions.In("BACKWARD", "1.1.0", Route)];

        var verdict = Versions.Judge(Versions.In("BACKWARD", "1.2.0", Route, "{id: c7, name: lane, logicalType: string}"), earlier);

        Assert.True(Versions.Judge(earlier[1], earlier[0]).IsAdmitted);
        Assert.Contains(verdict.Changes, c => c is { IsRefused: true, Change.Rule: "name-reused", Against.Version: (1, 0, 0) });
    }

    [Fact]
    public void Names_that_differ_in_case_alone_are_one_name_in_a_table() => Assert.False(Versions.Judge(
        Versions.In("NONE", "1.1.0", "{name: Lane, logicalType: string}"), Versions.Of("1.0.0", "{name: lane, logicalType: string}")).IsAdmitted);

    [Fact]
    public void An_id_that_equals_its_columns_name_is_an_id_and_a_rename_keeps_the_values()
    {
        var (one, two) = (Versions.Of("1.0.0", "{id: lane, name: lane, logicalType: string, required: true}"), Versions.Of("2.0.0", "{id: lane, name: route, logicalType: string, required: true}"));

        Assert.Equal("column-renamed", Assert.Single(ContractComparison.Of(one, two)).Rule);
        Assert.Equal(new MappingExpression.Column("lane"), RowMapping.Between(one, two, out _)!.Columns[1].Expression);
        Assert.Equal(new MappingExpression.Column("route"), RowMapping.Between(two, one, out _)!.Columns[1].Expression);
    }

    [Fact]
    public void Two_columns_that_swap_names_keep_their_ids()
    {
        var swapped = Versions.In("NONE", "1.1.0", "{id: lane, name: weight, logicalType: string}", "{id: weight, name: lane, logicalType: string}");

        var verdict = Versions.Judge(swapped, Versions.Of("1.0.0", "{id: lane, name: lane, logicalType: string}", "{id: weight, name: weight, logicalType: string}"));

        Assert.Contains(verdict.Changes, c => c is { IsRefused: true, Change.Rule: "name-reused" });
    }

    [Theory]
    [InlineData("{id: lane, name: lane, logicalType: string}", Lane)]
    [InlineData(Lane, "{id: lane, name: lane, logicalType: string}")]
    [InlineData("{id: lane, name: lane, logicalType: string}", "{name: lane, logicalType: string}")]
    public void An_id_that_equals_the_name_may_be_replaced_by_another(string before, string after) =>
        Assert.Empty(ContractComparison.Of(Versions.Of("1.0.0", before), Versions.Of("1.0.1", after)));

    [Fact]
    public void An_id_that_equals_a_name_cannot_be_used_for_another_column_either()
    {
        DataContract[] earlier = [Versions.Of("1.0.0", "{id: lane, name: lane, logicalType: string}", Weight), Versions.Of("1.1.0", Weight)];

        Assert.Contains(Versions.Judge(Versions.In("NONE", "1.2.0", Weight, "{id: lane, name: route, logicalType: string}"), earlier).Changes, c => c.Change.Rule == "id-reused");
    }

    [Fact]
    public void A_rename_that_was_published_as_a_removal_does_not_refuse_the_next_version()
    {
        DataContract[] earlier =
        [
            Versions.Of("1.0.0", "{id: lane, name: lane, logicalType: string, deprecated: true}"), Versions.Of("1.1.0", "{id: lane, name: route, logicalType: string}"),
        ];

        Assert.True(Versions.Judge(Versions.Of("1.2.0", "{id: lane, name: route, logicalType: string}", Weight), earlier).IsAdmitted);
    }

    [Theory]
    [InlineData("{name: lane, logicalType: string}", "{name: route, logicalType: string}", true)]
    [InlineData("{name: lane, logicalType: string}", Route, true)]
    [InlineData(Lane, "{id: c9, name: route, logicalType: string}", false)]
    [InlineData("{name: lane, logicalType: string}", "{name: route, logicalType: integer}", false)]
    public void Says_that_columns_without_ids_are_matched_by_their_names(string before, string after, bool says) => Assert.Equal(
        says,
        Versions.Judge(Versions.Of("2.0.0", after), Versions.Of("1.0.0", before)).Warnings.Any(w => w.StartsWith("columns.lane: without an id in both versions", StringComparison.Ordinal)));
}
