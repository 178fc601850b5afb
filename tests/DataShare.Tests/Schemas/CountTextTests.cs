using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas;

/// <summary>Counts in messages.</summary>
public sealed class CountTextTests
{
    [Theory]
    [InlineData(0, "row", "0 rows")]
    [InlineData(1, "row", "1 row")]
    [InlineData(12_000, "row", "12,000 rows")]
    [InlineData(2, "entry", "2 entries")]
    [InlineData(2, "day", "2 days")]
    [InlineData(1, "rejected row", "1 rejected row")]
    public void Writes_one_in_the_singular_and_all_other_numbers_in_the_plural(long count, string noun, string expected) =>
        Assert.Equal(expected, CountText.Of(count, noun));
}
