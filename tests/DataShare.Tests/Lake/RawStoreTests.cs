using DataShare.Lake;
using DataShare.Schemas;
using DataShare.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace DataShare.Tests.Lake;

public sealed class RawStoreTests : IDisposable
{
    private static readonly DatasetName Orders = DatasetName.Parse("orders");
    private readonly TemporaryFolder folder = new();
    private readonly RawStore raw;

    public RawStoreTests() => raw = new RawStore(new LakeLayout(folder["lake"]), NullLogger.Instance);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_file_is_kept_under_its_hash_and_stays_where_it_was()
    {
        var file = folder.Write("claimed/orders.csv.gz", "bytes");
        var hash = LakeFixture.HashOf("bytes");

        var kept = await raw.KeepAsync(Orders, new RawFile(hash, file, ".csv.gz"), Ct);

        Assert.Equal(folder["lake", "raw", "orders", hash.Value[..2], hash + ".csv.gz"], kept);
        Assert.Equal("bytes", await File.ReadAllTextAsync(kept, Ct));
        Assert.True(File.Exists(file));
        Assert.Equal(kept, raw.Find(Orders, hash));
        Assert.Null(raw.Find(Orders, LakeFixture.HashOf("others")));
    }

    [Fact]
    public async Task The_same_content_twice_is_kept_once()
    {
        var hash = LakeFixture.HashOf("bytes");
        var first = await raw.KeepAsync(Orders, new RawFile(hash, folder.Write("a.csv", "bytes"), ".csv"), Ct);
        var second = await raw.KeepAsync(Orders, new RawFile(hash, folder.Write("b.csv", "bytes"), ".csv"), Ct);

        Assert.Equal(first, second);
        Assert.Single(Directory.GetFiles(folder["lake", "raw"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Many_files_are_kept_in_the_order_asked()
    {
        var files = Enumerable.Range(0, 50)
            .Select(i => new RawFile(LakeFixture.HashOf($"{i}"), folder.Write($"claim-{i}/x.csv", $"{i}"), ".csv")).ToList();

        var kept = await raw.KeepAsync(Orders, files, Ct);

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), kept.Select(File.ReadAllText));
    }

    [Fact]
    public async Task A_kept_file_cannot_be_changed()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no mode bits.");
            return;
        }

        var kept = await raw.KeepAsync(Orders, new RawFile(LakeFixture.HashOf("bytes"), folder.Write("a.csv", "bytes"), ".csv"), Ct);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(kept) & (UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite));
    }

    [Fact]
    public async Task A_file_of_another_user_is_copied_so_that_the_user_cannot_make_the_kept_file_writable()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Assert.Skip("Only root on Linux gives files to another user.");
            return;
        }

        var file = folder.Write("claimed/a.csv", "bytes");
        using (var chown = System.Diagnostics.Process.Start("chown", ["61001", file]))
        {
            await chown.WaitForExitAsync(Ct);
        }

        File.SetUnixFileMode(file, (UnixFileMode)0b110_110_110);

        var kept = await raw.KeepAsync(Orders, new RawFile(LakeFixture.HashOf("bytes"), file, ".csv"), Ct);

        Assert.Equal((UnixFileMode)0b100_100_100, File.GetUnixFileMode(kept));
        await File.WriteAllTextAsync(file, "other", Ct);
        Assert.Equal("bytes", await File.ReadAllTextAsync(kept, Ct));
        Assert.Equal([kept], Directory.GetFiles(folder["lake", "raw"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_file_on_another_file_system_is_copied_and_its_hash_checked()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "There is no second file system here.");
        var elsewhere = Directory.CreateDirectory(Path.Combine("/dev/shm", Path.GetRandomFileName())).FullName;
        try
        {
            var file = Path.Combine(elsewhere, "a.csv");
            await File.WriteAllTextAsync(file, "bytes", Ct);
            var kept = await raw.KeepAsync(Orders, new RawFile(LakeFixture.HashOf("bytes"), file, ".csv"), Ct);
            Assert.Equal("bytes", await File.ReadAllTextAsync(kept, Ct));

            var other = LakeFixture.HashOf("what it was a moment ago");
            await Assert.ThrowsAsync<IOException>(() => raw.KeepAsync(Orders, new RawFile(other, file, ".csv"), Ct).AsTask());
            Assert.Null(raw.Find(Orders, other));
            Assert.Equal([kept], Directory.GetFiles(folder["lake", "raw"], "*", SearchOption.AllDirectories));
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }
}
