using DataShare.Jobs;
using DataShare.Lake;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Workspaces;

public sealed class FolderPrintTests : IDisposable
{
    private static readonly DateTime Day = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TemporaryFolder folder = new();
    private readonly FolderPrint print = new(new FolderLooks(TimeProvider.System));

    public FolderPrintTests() => Write("watched/a/one.yaml", "one", Day);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Two_prints_of_unchanged_folders_are_equal()
    {
        var before = Print();

        Write("watched/.hidden", "x", Day);
        Write("beside.yaml", "x", Day);

        Assert.Equal(before, Print());
    }

    [Theory]
    [InlineData("two", 0, "one.yaml", "a/two.yaml")]
    [InlineData("one!", 0, "one.yaml", "a/one.yaml")]
    [InlineData("one", 1, "one.yaml", "a/one.yaml")]
    public void A_file_that_is_new_or_longer_or_written_later_is_seen(string content, int day, string known, string file)
    {
        Assert.Contains(known, Print(), StringComparison.Ordinal);
        var before = Print();

        Write($"watched/{file}", content, Day.AddDays(day));

        Assert.NotEqual(before, Print());
    }

    [Fact]
    public void A_removed_file_is_seen()
    {
        File.Delete(folder["watched", "a", "one.yaml"]);

        Assert.Equal("", Print());
    }

    [Fact]
    public void A_changed_target_of_an_unchanged_link_is_seen()
    {
        Write("first/two.yaml", "two", Day);
        Write("second/two.yaml", "two", Day.AddDays(1));
        Directory.CreateSymbolicLink(folder["now"], folder["first"]);
        File.CreateSymbolicLink(folder["watched", "two.yaml"], Path.Combine(folder["now"], "two.yaml"));
        var before = Print();

        Directory.Delete(folder["now"]);
        Directory.CreateSymbolicLink(folder["now"], folder["second"]);

        Assert.NotEqual(before, Print());
    }

    [Fact]
    public void A_missing_folder_has_no_files() => Assert.Equal("", print.Of(folder["nowhere"]));

    private string Print() => print.Of(folder["watched"]);

    private void Write(string path, string content, DateTime time) => File.SetLastWriteTimeUtc(folder.Write(path, content), time);
}
