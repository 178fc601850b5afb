using DataShare.Schemas;
using DataShare.Tests.Schemas.Compatibility;
using Xunit;

namespace DataShare.Tests.Schemas.Review;

/// <summary>The version number and the mapping that an edited contract needs.</summary>
public sealed class VersionPlanTests
{
    private const string Amount = "{id: c2, name: amount, logicalType: number, physicalType: \"decimal(18,2)\", required: true}";
    private const string Note = "{id: c3, name: note, logicalType: string}";

    [Theory]
    [InlineData("1.0.1", Amount)]
    [InlineData("1.1.0", Amount, Note)]
    [InlineData("2.0.0", "{id: c2, name: total, logicalType: number, physicalType: \"decimal(18,2)\", required: true}")]
    [InlineData("2.0.0", "{id: c2, name: amount, logicalType: integer, required: true}")]
    [InlineData("2.0.0", Note)]
    public void The_number_is_the_lowest_that_would_be_admitted(string expected, params string[] columns)
    {
        var plan = Plan(Versions.Of("1.0.0", columns), Versions.Of("1.0.0", Amount));

        Assert.Equal(expected, plan.Version.ToString());
        Assert.Equal(expected, ContractReader.Read(PlannedText.Of(plan)!, "planned.yaml").Contract!.Version.ToString());
    }

    [Fact]
    public void A_change_that_maps_by_itself_needs_no_mapping() => Assert.True(
        Plan(Versions.Of("1.0.0", Amount.Replace("amount", "total", StringComparison.Ordinal)), Versions.Of("1.0.0", Amount)).Mapping.IsEmpty);

    [Fact]
    public void A_mapping_is_proposed_both_ways_and_shows_rows_once_it_is_written()
    {
        var before = Versions.Of("1.0.0", Amount, Note);
        var plan = Plan(Versions.Of("1.0.0", Amount.Replace("physicalType: \"decimal(18,2)\"", "physicalType: \"decimal(9,0)\"", StringComparison.Ordinal), Note.Replace("}", ", required: true}", StringComparison.Ordinal)), before);

        Assert.Equal(
            [("amount", "cast(amount as decimal(9,0))"), ("note", "coalesce(note, '')")],
            plan.Mapping.Up.Select(m => (m.Column, m.Expression)));
        Assert.Contains(plan.Mapping.Up, m => m.Doubt == "choose the value for rows that have none: '' is only a placeholder");
        Assert.Contains(plan.Mapping.Up, m => m.Doubt == "a value that does not fit decimal(9,0) becomes null, where a value is required");
        var written = ContractText.Valid(PlannedText.Of(plan)!);
        Assert.NotNull(RowMapping.Between(before, written, out _));
        Assert.NotNull(RowMapping.Between(written, before, out _));
    }

    [Fact]
    public void A_removed_column_and_an_added_one_of_the_same_type_may_be_the_same()
    {
        var plan = Plan(Versions.Of("1.0.0", "{id: c9, name: gross, logicalType: number, physicalType: \"decimal(18,2)\", required: true}"), Versions.Of("1.0.0", Amount));

        Assert.Equal([new DraftedMapping("gross", "amount", "only if it is the same column as 'amount'; if so, better give it the same id, 'c2'")], plan.Mapping.Up);
        Assert.Equal([new DraftedMapping("amount", "gross", "only if it is the same column as 'gross'; if so, better give it the same id, 'c9'")], plan.Mapping.Down);
        Assert.Contains("# only if it is the same column as 'amount'", PlannedText.Of(plan), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_words_of_the_mapping_are_quoted()
    {
        var before = Versions.Of("1.0.0", "{id: c2, name: 'case', logicalType: number, physicalType: \"decimal(18,2)\"}");

        var plan = Plan(Versions.Of("1.0.0", "{id: c2, name: 'the \"case\"', logicalType: integer}"), before);

        Assert.Equal("cast(round(\"case\") as bigint)", Assert.Single(plan.Mapping.Up).Expression);
        Assert.NotNull(RowMapping.Between(before, ContractText.Valid(PlannedText.Of(plan)!), out _));
    }

    [Fact]
    public void A_new_file_keeps_its_number_if_it_is_right()
    {
        Assert.Equal("1.4.0", Plan(Versions.Of("1.4.0", Amount, Note), Versions.Of("1.0.0", Amount), isEdit: false).Version.ToString());
        Assert.Equal("2.0.0", Plan(Versions.Of("1.4.0", Note), Versions.Of("1.0.0", Amount), isEdit: false).Version.ToString());
    }

    [Fact]
    public void Open_decisions_are_reported()
    {
        const string server = "servers: [{server: inbox, type: local, format: csv, customProperties: [{property: csv, value: {dateFormats: [FORMAT]}}]}]\nschema:";
        DataContract Dated(string format) => ContractText.Valid(Versions.Of("1.0.0", "{id: c4, name: day, logicalType: date}").SourceText
            .Replace("schema:", server.Replace("FORMAT", format, StringComparison.Ordinal), StringComparison.Ordinal));

        Assert.Contains("'version: stated'", Assert.Single(Plan(Dated("MM/dd/yyyy"), Dated("dd/MM/yyyy")).Open), StringComparison.Ordinal);
    }

    private static VersionPlan Plan(DataContract written, DataContract published, bool isEdit = true) =>
        VersionPlan.Of(written, [published], isEdit, [], Versions.Today);
}
