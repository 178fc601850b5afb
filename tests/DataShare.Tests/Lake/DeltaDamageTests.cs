using DataShare.Lake;
using Xunit;

namespace DataShare.Tests.Lake;

public sealed class DeltaDamageTests : IDisposable
{
    private readonly LakeFixture lake = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => lake.Dispose();

    [Theory]
    [InlineData("{\"add\":{\"path\"")]
    [InlineData("{\"add\":{\"size\":1}}")]
    [InlineData("")]
    public async Task A_damaged_entry_is_named_and_nothing_is_committed_after_it(string content)
    {
        await ThreeCommitsAsync();
        await File.WriteAllTextAsync(Entry(1), content, Ct);

        var fresh = lake.FreshTable();
        var e = await Assert.ThrowsAsync<LakeCorruptException>(() => fresh.CommitAsync(lake.Draft("d"), Ct).AsTask());

        Assert.Equal(Entry(1), e.File);
        Assert.False(File.Exists(Entry(3)));
    }

    [Fact]
    public async Task A_missing_entry_is_named()
    {
        await ThreeCommitsAsync();
        File.Delete(Entry(1));

        var fresh = lake.FreshTable();
        var e = await Assert.ThrowsAsync<LakeCorruptException>(async () => await fresh.CommitsAfterAsync(-1, Ct).ToListAsync(Ct));

        Assert.Equal(Entry(1), e.File);
        Assert.Contains("missing", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_entry_breaks_the_chain_of_hashes()
    {
        await ThreeCommitsAsync();
        await File.WriteAllTextAsync(Entry(1), (await File.ReadAllTextAsync(Entry(1), Ct)).Replace("b.csv", "c.csv", StringComparison.Ordinal), Ct);

        var found = Assert.Single((await lake.FreshTable().VerifyAsync(quick: true, Ct)).Findings);

        Assert.Equal(Entry(1), found.File);
        Assert.Contains("SHA-256", found.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_part_is_named_by_verify()
    {
        await ThreeCommitsAsync();
        var part = (await lake.Table.ActivePartsAsync(Ct))[1].Path;
        File.Delete(part);

        var found = Assert.Single((await lake.Table.VerifyAsync(quick: true, Ct)).Findings);

        Assert.Equal((part, "it is missing", Remedy.Backup), (found.File, found.Found, found.Remedy));
    }

    [Fact]
    public async Task A_table_that_another_program_has_upgraded_is_not_changed()
    {
        await ThreeCommitsAsync();
        await File.WriteAllTextAsync(
            Entry(3),
            """{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors"],"writerFeatures":["deletionVectors"]}}""",
            Ct);

        var e = await Assert.ThrowsAsync<LakeCorruptException>(() => lake.Table.CommitAsync(lake.Draft("d"), Ct).AsTask());

        Assert.Contains("deletionVectors", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_of_another_program_is_read_too()
    {
        await ThreeCommitsAsync();
        await File.WriteAllTextAsync(
            Entry(3),
            """
            {"commitInfo":{"timestamp":1,"operation":"OPTIMIZE","isBlindAppend":false}}
            {"domainMetadata":{"domain":"x","configuration":"{}","removed":false}}
            """,
            Ct);

        Assert.Equal(4, await lake.CommitAsync(lake.Draft("d")));

        var commits = await lake.Table.CommitsAfterAsync(2, Ct).ToListAsync(Ct);
        Assert.Empty(commits[0].Drops);
        Assert.Equal("d.csv", commits[1].Drops[0].Name);
        Assert.Equal(4, (await lake.Table.VerifyAsync(quick: false, Ct)).Version);
    }

    private string Entry(int version) => Path.Combine(lake.LogFolder, $"{version:D20}.json");

    private async Task ThreeCommitsAsync()
    {
        foreach (var content in new[] { "a", "b", "c" })
        {
            await lake.CommitAsync(lake.Draft(content));
        }
    }
}
