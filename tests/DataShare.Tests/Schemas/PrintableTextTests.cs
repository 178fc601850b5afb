using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas;

public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("Grüße 😀 'x' \\n", "Grüße 😀 'x' \\n")]
    [InlineData("a\nb\tc\rd", "a\\nb\\tc\\rd")]
    [InlineData("\u001b[2Jgone\u0007\u0000\u009b", "\\x1B[2Jgone\\x07\\x00\\x9B")]
    [InlineData("a\u202Evsc\u2066\u2028", "a\\u202Evsc\\u2066\\u2028")]
    public void Shows_control_characters_as_their_codes(string text, string printable) => Assert.Equal(printable, PrintableText.Of(text));
}
