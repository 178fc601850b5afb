using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas.Review;

public sealed class LostRowsTests
{
    private const string Mapping = """{property: mapping, value: {up: {total: "amount + coalesce(shipping, 0)"}, down: {amount: total}}}""";

    private static readonly DataContract First = Version(
        "1.0.0", "{id: c1, name: amount, logicalType: number, required: true}", "{id: c2, name: shipping, logicalType: number}");

    private static readonly DataContract Second = Version("2.0.0", Mapping, "{id: c9, name: total, logicalType: number, required: true}");

    [Fact]
    public void A_minor_version_without_the_mapping_takes_rows_from_both_majors() =>
        Assert.Equal(
            [
                "with 2.1.0, 2.x would no longer show the rows of 1.x: total: it has no value. Add a mapping like the one of 2.0.0",
                "with 2.1.0, 1.x would no longer show the rows of 2.x: amount: it has no value. Add a mapping like the one of 2.0.0",
            ],
            LostRows.Of(Version("2.1.0", "{id: c9, name: total, logicalType: number, required: true}", "{id: c10, name: coupon, logicalType: string}"), [First, Second]));

    [Fact]
    public void A_minor_version_of_the_old_major_must_keep_the_columns_that_the_new_one_maps_from() =>
        Assert.Contains(
            "with 1.1.0, 2.x would no longer show the rows of 1.x",
            Assert.Single(LostRows.Of(Version("1.1.0", "{id: c1, name: amount, logicalType: number, required: true}"), [First, Second])),
            StringComparison.Ordinal);

    [Fact]
    public void With_its_mapping_nothing_is_lost() =>
        Assert.Empty(LostRows.Of(Version("2.1.0", Mapping, "{id: c9, name: total, logicalType: number, required: true}", "{id: c10, name: coupon, logicalType: string}"), [First, Second]));

    [Fact]
    public void Rows_that_were_never_shown_are_not_lost() =>
        Assert.Empty(LostRows.Of(
            Version("2.1.0", "{id: c9, name: total, logicalType: number, required: true}", "{id: c10, name: coupon, logicalType: string}"),
            [First, Version("2.0.0", "{id: c9, name: total, logicalType: number, required: true}")]));

    [Fact]
    public void A_new_major_takes_no_rows_away() =>
        Assert.Empty(LostRows.Of(Version("3.0.0", "{id: c20, name: other, logicalType: number, required: true}"), [First, Second]));

    /// <param name="parts">Columns, and the mapping if there is one.</param>
    private static DataContract Version(string version, params string[] parts)
    {
        var columns = parts.Where(p => p.StartsWith("{id", StringComparison.Ordinal));
        var custom = parts.Where(p => p.StartsWith("{property", StringComparison.Ordinal)).Append("{property: compatibility, value: FULL}");
        return ContractText.Valid(
            $"""
            apiVersion: v3.1.0
            kind: DataContract
            id: orders
            version: {version}
            schema:
              - name: orders
                properties:
                  - {string.Join("\n      - ", columns)}
            customProperties:
              - {string.Join("\n  - ", custom)}
            """);
    }
}
