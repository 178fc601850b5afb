using CsCheck;
using DataShare.Producers;
using Xunit;

namespace DataShare.Tests.Producers;

public sealed class UniqueValuesTests
{
    [Fact]
    public void Gives_the_same_result_as_a_set() => Gen.ULong[0, 5000].Array[0, 3000].Sample(values =>
    {
        using var unique = new UniqueValues();
        foreach (var value in values)
        {
            unique.Add(value);
        }

        return unique.IsUnique() == (values.Distinct().Count() == values.Length);
    });

    [Theory]
    [InlineData(null, true)]
    [InlineData(0UL, false)]
    [InlineData(1_500_000UL, false)]
    [InlineData(3_499_999UL, false)]
    public void Finds_a_repeated_value_among_millions_wherever_it_stands(ulong? repeated, bool expected)
    {
        using var unique = new UniqueValues();
        for (var i = 0UL; i < 3_500_000; i++)
        {
            unique.Add(i * 11400714819323198485UL);
        }

        if (repeated is { } value)
        {
            unique.Add(value * 11400714819323198485UL);
        }

        Assert.Equal(expected, unique.IsUnique());
    }
}
