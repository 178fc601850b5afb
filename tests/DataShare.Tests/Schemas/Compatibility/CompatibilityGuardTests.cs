using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas.Compatibility;

public sealed class CompatibilityGuardTests
{
    private const string Amount = "{id: c3, name: amount, logicalType: integer, required: true}";
    private const string Total = "{id: c3, name: total, logicalType: integer, required: true}";
    private const string Status = "{id: c4, name: status, logicalType: string}";
    private const string Defaulted = "{id: c5, name: lane, logicalType: string, required: true, customProperties: [{property: default, value: slow}]}";
    private const string Undefaulted = "{id: c5, name: lane, logicalType: string, required: true}";

    [Fact]
    public void Admits_the_first_version() => Assert.True(Versions.Judge(Versions.Of("1.0.0", Amount)).IsAdmitted);

    [Fact]
    public void Admits_a_new_column_as_a_minor_version() =>
        Assert.True(Versions.Judge(Versions.Of("1.1.0", Amount, Status), Versions.Of("1.0.0", Amount)) is { IsAdmitted: true, StepNeeded: VersionStep.Minor });

    [Theory]
    [InlineData(2, true, "it has no effect, because a file without a column of the primary key is refused; expected no default")]
    [InlineData(null, false, "it has no effect on CSV files, because files without a header have every column, and a null in a file stays null")]
    public void Warns_of_a_default_that_has_no_effect(int? keyPosition, bool header, string warning)
    {
        var contract = Versions.Of("1.0.0", Defaulted);

        var verdict = Versions.Judge(contract with
        {
            Columns = [.. contract.Columns.Select(c => c.Name == "lane" ? c with { PrimaryKeyPosition = keyPosition } : c)],
            Inbox = contract.Inbox with { Csv = contract.Inbox.Csv with { Header = header } },
        });

        Assert.Equal("columns.lane.default: " + warning, Assert.Single(verdict.Warnings));
    }

    [Fact]
    public void Does_not_warn_about_a_default_that_earlier_rows_have()
    {
        var (before, after) = (Versions.Of("1.0.0", Amount), Versions.Of("1.1.0", Amount, Defaulted));

        Assert.Empty(Versions.Judge(after with { Inbox = after.Inbox with { Csv = after.Inbox.Csv with { Header = false } } }, before).Warnings);
    }

    [Fact]
    public void Refuses_a_patch_version_with_a_new_column()
    {
        var verdict = Versions.Judge(Versions.Of("1.0.1", Amount, Status), Versions.Of("1.0.0", Amount));

        Assert.Contains("expected 1.1.0", Assert.Single(verdict.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_rename_as_a_minor_version_and_names_the_right_number()
    {
        var verdict = Versions.Judge(Versions.Of("1.1.0", Total), Versions.Of("1.0.0", Amount));

        Assert.Equal(VersionStep.Major, verdict.StepNeeded);
        Assert.Contains("columns.amount: column 'amount' is renamed to 'total'; breaks forward (FULL_TRANSITIVE), against 1.0.0", verdict.Refusals);
        Assert.Contains(verdict.Refusals, r => r.Contains("expected 2.0.0", StringComparison.Ordinal));
    }

    [Fact]
    public void Always_admits_a_new_major_and_names_the_readers_that_stay_on_the_old_one()
    {
        var verdict = CompatibilityGuard.Judge(
            Versions.Of("2.0.0", Total), [Versions.Of("1.0.0", Amount)], [Versions.Reader("bi", "amount")], Versions.Today);

        Assert.True(verdict is { IsAdmitted: true, IsNewMajor: true });
        Assert.Equal("breaks bi (bi@example.com): reads amount, which 2.0.0 renames to total", Assert.Single(verdict.Breaks).Text);
    }

    [Theory]
    [InlineData("BACKWARD", true)]
    [InlineData("BACKWARD_TRANSITIVE", true)]
    [InlineData("NONE", true)]
    [InlineData("CONSUMER", true)]
    [InlineData("FORWARD", false)]
    [InlineData("FORWARD_TRANSITIVE", false)]
    [InlineData("FULL", false)]
    [InlineData("FULL_TRANSITIVE", false)]
    public void The_mode_decides_whether_a_break_of_readers_is_admitted(string mode, bool admitted) =>
        Assert.Equal(admitted, Versions.Judge(Versions.In(mode, "1.1.0", Total), Versions.Of("1.0.0", Amount)).IsAdmitted);

    [Theory]
    [InlineData("FORWARD", true)]
    [InlineData("FORWARD_TRANSITIVE", true)]
    [InlineData("NONE", true)]
    [InlineData("BACKWARD", false)]
    [InlineData("BACKWARD_TRANSITIVE", false)]
    [InlineData("CONSUMER", false)]
    [InlineData("FULL", false)]
    public void The_mode_decides_whether_a_break_of_history_is_admitted(string mode, bool admitted) =>
        Assert.Equal(admitted, Versions.Judge(Versions.In(mode, "1.1.0", Amount, Undefaulted), Versions.Of("1.0.0", Amount)).IsAdmitted);

    [Theory]
    [InlineData("amount", false)]
    [InlineData("order_id", true)]
    public void Consumer_mode_guards_only_columns_that_are_read(string reads, bool admitted)
    {
        var verdict = CompatibilityGuard.Judge(
            Versions.In("CONSUMER", "1.1.0", Total), [Versions.Of("1.0.0", Amount)], [Versions.Reader("bi", reads)], Versions.Today);

        Assert.Equal(admitted, verdict.IsAdmitted);
        Assert.Equal(admitted ? [] : ["breaks bi (bi@example.com): reads amount, which 1.1.0 renames to total"], verdict.Breaks.Select(b => b.Text));
    }

    [Fact]
    public void A_reader_of_another_major_is_not_broken()
    {
        var reader = Versions.Reader("bi", "amount") with { Major = 2 };

        Assert.Empty(CompatibilityGuard.Judge(Versions.Of("1.1.0", Total), [Versions.Of("1.0.0", Amount)], [reader], Versions.Today).Breaks);
    }

    [Fact]
    public void A_reader_that_tolerates_the_new_type_or_new_values_is_not_broken()
    {
        var wide = "{id: c3, name: amount, logicalType: number, physicalType: 'decimal(20,0)'}";
        var reader = Versions.Reader("bi", "amount") with
        {
            AcceptedTypes = new Dictionary<string, IReadOnlyList<ColumnType>> { ["amount"] = [ColumnType.Decimal(20, 0)] },
        };
        var before = Versions.Of("1.0.0", "{id: c3, name: amount, logicalType: integer}");

        Assert.Empty(CompatibilityGuard.Judge(Versions.Of("2.0.0", wide), [before], [reader], Versions.Today).Breaks);
        Assert.Single(CompatibilityGuard.Judge(Versions.Of("2.0.0", wide), [before], [Versions.Reader("bi", "amount")], Versions.Today).Breaks);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void New_values_of_an_enum_break_only_readers_that_do_not_tolerate_them(bool accepts, bool isBroken)
    {
        var before = Versions.Of("1.0.0", "{id: c4, name: status, logicalType: string, customProperties: [{property: enum, value: [A]}]}");
        var after = Versions.In("CONSUMER", "1.1.0", "{id: c4, name: status, logicalType: string, customProperties: [{property: enum, value: [A, B]}]}");
        var reader = Versions.Reader("bi", "status") with { AcceptsNewEnumValues = accepts };

        Assert.Equal(!isBroken, CompatibilityGuard.Judge(after, [before], [reader], Versions.Today).IsAdmitted);
    }

    [Theory]
    [InlineData("restricted", true)]
    [InlineData("", false)]
    public void A_classification_that_is_raised_breaks_readers_without_the_clearance(string clearance, bool admitted)
    {
        var reader = Versions.Reader("bi", "status") with { Clearance = clearance.Length > 0 ? [clearance] : [] };
        var after = Versions.Of("1.1.0", Amount, "{id: c4, name: status, logicalType: string, classification: restricted}");

        var verdict = CompatibilityGuard.Judge(after, [Versions.Of("1.0.0", Amount, Status)], [reader], Versions.Today);

        Assert.Equal(admitted, verdict.IsAdmitted);
        Assert.Equal(admitted ? VersionStep.Minor : VersionStep.Major, verdict.StepNeeded);
    }

    [Theory]
    [InlineData("order_id", true)]
    [InlineData("status", false)]
    public void A_minor_version_can_remove_a_deprecated_column_that_nobody_reads(string reads, bool admitted)
    {
        var before = Versions.Of("1.1.0", Amount, Status.Replace("}", ", deprecated: true}", StringComparison.Ordinal));

        Assert.Equal(
            admitted,
            CompatibilityGuard.Judge(Versions.Of("1.2.0", Amount), [before], [Versions.Reader("bi", reads)], Versions.Today).IsAdmitted);
        Assert.False(Versions.Judge(Versions.Of("1.2.0", Amount), Versions.Of("1.1.0", Amount, Status)).IsAdmitted);
    }

    [Fact]
    public void A_default_that_is_added_and_then_dropped_is_found_two_versions_back()
    {
        DataContract[] earlier = [Versions.Of("1.0.0", Amount), Versions.Of("1.1.0", Amount, Defaulted)];

        Assert.True(Versions.Judge(earlier[1], earlier[0]).IsAdmitted);
        var verdict = Versions.Judge(Versions.Of("1.2.0", Amount, Undefaulted), earlier);

        Assert.Contains(verdict.Changes, c => c is { IsRefused: true, Change.Rule: "required-column-added", Against.Version: (1, 0, 0) });
    }

    [Fact]
    public void A_removed_name_that_comes_back_with_another_type_is_found_two_versions_back()
    {
        var text = "{name: lane, logicalType: string, deprecated: true}";
        DataContract[] earlier = [Versions.Of("1.0.0", Amount, text), Versions.Of("1.1.0", Amount)];
        var again = Versions.In("FULL", "1.2.0", Amount, "{name: lane, logicalType: integer}");

        Assert.True(Versions.Judge(earlier[1], earlier[0]).IsAdmitted);
        Assert.True(Versions.Judge(again, earlier[1]).IsAdmitted);
        Assert.Contains(Versions.Judge(again, earlier).Changes, c => c is { IsRefused: true, Change.Rule: "type-changed" });
    }

    [Fact]
    public void A_change_two_versions_back_is_found_beside_the_same_change_of_another_column()
    {
        DataContract[] earlier = [Versions.Of("1.0.0", "{name: lane, logicalType: string, deprecated: true}", Amount), Versions.In("NONE", "1.1.0", Amount)];

        var verdict = Versions.Judge(Versions.In("NONE", "1.2.0", "{name: lane, logicalType: integer}", Amount.Replace("integer", "string", StringComparison.Ordinal)), earlier);

        Assert.Equal(
            [("columns.amount.type", earlier[1].Version), ("columns.lane.type", earlier[0].Version)],
            verdict.Changes.Where(c => c is { IsRefused: true, Change.Rule: "type-changed" }).Select(c => (c.Change.Path, c.Against.Version)));
    }

    [Theory]
    [InlineData("NONE")]
    [InlineData("BACKWARD")]
    public void One_table_never_has_two_types_or_two_columns_of_one_name(string mode)
    {
        var wider = Versions.In(mode, "1.1.0", Amount.Replace("integer", "number", StringComparison.Ordinal));
        var other = Versions.In(mode, "1.1.0", Amount.Replace("c3", "c9", StringComparison.Ordinal));

        Assert.False(Versions.Judge(wider, Versions.Of("1.0.0", Amount)).IsAdmitted);
        Assert.Contains(Versions.Judge(other, Versions.Of("1.0.0", Amount)).Changes, c => c is { IsRefused: true, Change.Rule: "name-reused" });
    }
}
