using DataShare.Jobs;
using Xunit;

namespace DataShare.Tests.Workspaces;

public sealed class PrintableWriterTests
{
    [Theory]
    [InlineData("Grüße 😀\tx", "Grüße 😀\tx\n")]
    [InlineData("two\nlines\r\n", "two\nlines\r\n\n")]
    [InlineData("\u001b[2Jgone\u0007\u009b31m", "\\u001B[2Jgone\\u0007\\u009B31m\n")]
    [InlineData("kept\rhidden", "kept\\u000Dhidden\n")]
    [InlineData("a\u202Etxt.exe\u2028", "a\\u202Etxt.exe\\u2028\n")]
    public void Shows_control_characters_as_their_codes(string text, string printed)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var writer = new PrintableWriter(output) { NewLine = "\n" };

        writer.WriteLine(text);

        Assert.Equal(printed, output.ToString());
    }

    [Fact]
    public void A_table_keeps_its_columns_whatever_a_value_contains()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var table = new TextTable([new TableHead("na\u001bme"), new TableHead("n", Right: true)]);
        table.Add("\u001b[31mred\u202E", "1");

        table.Write(output, 80, (text, _) => text);

        Assert.Equal("na\\x1Bme           n\n-----------------  -\n\\x1B[31mred\\u202E  1\n", output.ToString());
    }
}
