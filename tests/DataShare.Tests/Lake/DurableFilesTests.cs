using DataShare.Lake;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Lake;

public sealed class DurableFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Of_sixteen_threads_racing_for_a_name_one_gets_it()
    {
        for (var round = 0; round < 50; round++)
        {
            var name = folder[$"entry-{round}"];
            var files = Enumerable.Range(0, 16).Select(i => folder.Write($"{round}-{i}", $"{i}")).ToList();

            var won = await Task.WhenAll(files.Select(f => Task.Run(() => DurableFiles.TryLink(f, name), Ct)));

            Assert.Single(won, w => w);
            Assert.Equal(await File.ReadAllTextAsync(files[Array.IndexOf(won, true)], Ct), await File.ReadAllTextAsync(name, Ct));
        }
    }

    [Fact]
    public void A_link_that_cannot_be_made_says_which_and_why()
    {
        var e = Assert.Throws<IOException>(() => DurableFiles.TryLink(folder["missing"], folder["name"]));
        Assert.Contains(folder["missing"], e.Message, StringComparison.Ordinal);
        Assert.Contains("No such file", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public async Task Few_and_many_files_are_flushed_and_a_missing_one_among_them_is_a_failure(int count)
    {
        var files = Enumerable.Range(0, count).Select(i => folder.Write(Path.Combine($"{i}", "file"), "x")).ToList();
        await DurableFiles.FlushAsync(files, Ct);

        Directory.Delete(Path.GetDirectoryName(files[0])!, recursive: true);
        await Assert.ThrowsAnyAsync<IOException>(() => DurableFiles.FlushAsync(files, Ct));
    }

    [Fact]
    public async Task A_copy_returns_the_hash_and_never_overwrites_a_file()
    {
        var file = folder.Write("a", "content");
        Assert.Equal(LakeFixture.HashOf("content"), await DurableFiles.CopyDurablyAsync(file, folder["b"], Ct));
        Assert.Equal("content", await File.ReadAllTextAsync(folder["b"], Ct));
        await Assert.ThrowsAsync<IOException>(() => DurableFiles.CopyDurablyAsync(file, folder["b"], Ct));
    }

    [Fact]
    public async Task A_reader_sees_the_old_or_the_new_file_and_no_temporary_file_is_left()
    {
        var file = folder.Write("state", new string('0', 100_000));
        var writing = Task.Run(
            async () =>
            {
                for (var i = 1; i < 50; i++)
                {
                    await DurableFiles.WriteAtomicallyAsync(file, Enumerable.Repeat((byte)('0' + (i % 10)), 100_000).ToArray(), Ct);
                }
            },
            Ct);
        do
        {
            var seen = await File.ReadAllTextAsync(file, Ct);
            Assert.Equal(new string(seen[0], 100_000), seen);
        }
        while (!writing.IsCompleted);

        await writing;
        Assert.Equal([file], Directory.GetFiles(folder.Root));
    }
}
