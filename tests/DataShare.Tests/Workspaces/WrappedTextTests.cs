using CsCheck;
using DataShare.Jobs;
using Xunit;

namespace DataShare.Tests.Workspaces;

public sealed class WrappedTextTests
{
    [Fact]
    public void Lines_after_the_first_are_indented() =>
        Assert.Equal(["note: one two", "        three"], WrappedText.Lines("one two three", "note: ", 14));

    [Fact]
    public void A_word_that_is_too_wide_is_not_broken() =>
        Assert.Equal(["a", "  /a/very/long/path", "  b"], WrappedText.Lines("a /a/very/long/path b", "", 8));

    [Fact]
    public void No_word_is_lost_and_no_line_is_wider_than_asked() =>
        Gen.Select(Gen.String[Gen.Char['a', 'f'], 1, 9].List[1, 30], Gen.Int[16, 40]).Sample((words, width) =>
        {
            var lines = WrappedText.Lines(string.Join(' ', words), "> ", width).ToList();

            Assert.Equal(words, string.Join(' ', lines)[2..].Split(' ', StringSplitOptions.RemoveEmptyEntries));
            Assert.All(lines, l => Assert.True(l.Length <= width));
        });
}
