using DataShare.Lake;
using Xunit;

namespace DataShare.Tests.Lake;

public sealed class SafeFileNameTests
{
    [Theory]
    [InlineData("may.csv", "may.csv")]
    [InlineData("Grüße 😀 'x'.csv", "Grüße 😀 'x'.csv")]
    [InlineData("2026/may.csv", "may.csv")]
    [InlineData("2026\\may.csv", "may.csv")]
    [InlineData("a\u0000b\u001bc\nd.csv", "a_b_c_d.csv")]
    [InlineData("nul", "_nul")]
    [InlineData("Aux.csv", "_Aux.csv")]
    [InlineData("com1.tar.gz", "_com1.tar.gz")]
    [InlineData("console.csv", "console.csv")]
    [InlineData("dots..", "dots.._")]
    [InlineData("folder/", "_")]
    public void Changes_only_what_a_name_cannot_have(string name, string safe) => Assert.Equal(safe, SafeFileName.Of(name));

    [Fact]
    public void Cuts_what_is_too_long_before_its_ending() =>
        Assert.Equal(new string('€', 82) + "….csv", SafeFileName.Of(new string('€', 200) + ".csv"));
}
