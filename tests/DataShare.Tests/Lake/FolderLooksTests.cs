using DataShare.Lake;
using DataShare.TestKit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataShare.Tests.Lake;

public sealed class FolderLooksTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new();
    private readonly FolderLooks looks;

    public FolderLooksTests()
    {
        looks = new FolderLooks(time);
        folder.Write("inbox/a.csv", "1");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Sees_new_removed_and_renamed_files_after_any_number_of_checks()
    {
        for (var round = 0; round < 40; round++)
        {
            Assert.Equal(["a.csv"], Look());
        }

        folder.Write("inbox/b.csv", "1");
        Assert.Equal(["a.csv", "b.csv"], Look());

        File.Move(folder["inbox", "b.csv"], folder["inbox", "c.csv"], overwrite: true);
        Assert.Equal(["a.csv", "c.csv"], Look());

        File.Delete(folder["inbox", "a.csv"]);
        Assert.Equal(["c.csv"], Look());
    }

    [Fact]
    public void An_unchanged_folder_is_not_listed_again()
    {
        Look();
        Look();

        var lists = Enumerable.Range(0, 16).Select(_ => looks.In(folder["inbox"])).ToHashSet(ReferenceEqualityComparer.Instance);

        // The one of before, and the one of the check that lists a folder anyway.
        Assert.InRange(lists.Count, 1, 2);
    }

    [Fact]
    public void A_folder_that_changed_a_moment_ago_is_listed_again()
    {
        var before = looks.In(folder["inbox"]);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.NotSame(before, looks.In(folder["inbox"]));
    }

    [Fact]
    public void A_folder_behind_a_link_is_seen_to_change()
    {
        Directory.CreateSymbolicLink(folder["link"], folder["inbox"]);
        Look("link");
        Look("link");
        Look("link");

        folder.Write("inbox/b.csv", "1");

        Assert.Equal(["a.csv", "b.csv"], Look("link"));
    }

    [Fact]
    public void A_folder_that_replaces_another_is_seen()
    {
        Look();
        Look();
        folder.Write("other/b.csv", "1");
        Directory.SetLastWriteTimeUtc(folder["other"], Directory.GetLastWriteTimeUtc(folder["inbox"]));

        Directory.Move(folder["inbox"], folder["gone"]);
        Directory.Move(folder["other"], folder["inbox"]);

        Assert.Equal(["b.csv"], Look());
    }

    [Fact]
    public void A_missing_folder_is_empty_until_it_exists()
    {
        Assert.Empty(Look("nowhere"));
        folder.Write("nowhere/a.csv", "1");

        Assert.Equal(["a.csv"], Look("nowhere"));
    }

    [Fact]
    public void A_file_system_without_folder_times_is_detected()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A folder whose time does not change is one of Linux's /proc.");
        const string Folder = "/proc/self/fd";
        for (var round = 0; round < 4; round++)
        {
            looks.In(Folder);
            time.Advance(TimeSpan.FromSeconds(4));
        }

        using var first = File.OpenHandle(folder["inbox", "a.csv"]);
        var name = Named(first);
        var seen = Enumerable.Range(1, 20).First(_ => looks.In(Folder).Any(e => e.Name == name));
        Assert.InRange(seen, 1, 16);

        using var second = File.OpenHandle(folder["inbox", "a.csv"]);
        Assert.Contains(looks.In(Folder), e => e.Name == Named(second));
    }

    private static string Named(Microsoft.Win32.SafeHandles.SafeFileHandle handle) =>
        handle.DangerousGetHandle().ToString(System.Globalization.CultureInfo.InvariantCulture);

    private IEnumerable<string> Look(string name = "inbox")
    {
        time.Advance(TimeSpan.FromSeconds(4));
        return looks.In(folder[name]).Select(e => e.Name).Order(StringComparer.Ordinal);
    }
}
