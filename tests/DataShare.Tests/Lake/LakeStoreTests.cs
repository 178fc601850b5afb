using DataShare.Lake;
using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Lake;

public sealed class LakeStoreTests : IDisposable
{
    private readonly LakeFixture lake = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => lake.Dispose();

    [Fact]
    public async Task Tables_are_those_with_a_log()
    {
        Assert.Empty(lake.Store.Tables());
        Directory.CreateDirectory(Path.Combine(lake.Folder["lake"], "tables", "orders", "v10", "_delta_log"));
        Directory.CreateDirectory(Path.Combine(lake.Folder["lake"], "tables", "orders", "v3"));
        await lake.CommitAsync(lake.Draft("a"));

        Assert.Equal(["orders/v1", "orders/v10"], lake.Store.Tables().Select(t => t.ToString()));
        Assert.Empty(lake.Store.TablesOf(DatasetName.Parse("customers")));
    }

    [Fact]
    public void The_same_id_is_the_same_table() =>
        Assert.Same(lake.Store.Table(lake.Id), lake.Store.Table(new LakeTableId(DatasetName.Parse("orders"), 1)));

    [Fact]
    public async Task A_draft_for_another_table_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => lake.Table.CommitAsync(lake.Draft("a", LakeFixture.Contract("2.0.0")), Ct).AsTask());

    [Fact]
    public async Task A_draft_with_the_same_content_twice_is_refused()
    {
        var draft = lake.Draft("a") with { Drops = [LakeFixture.Drop(lake.NextLoadId(), "a"), LakeFixture.Drop(lake.NextLoadId(), "a")] };
        await Assert.ThrowsAsync<ArgumentException>(() => lake.Table.CommitAsync(draft, Ct).AsTask());
    }

    [Fact]
    public async Task What_another_process_commits_is_found_without_opening_the_table_again()
    {
        Assert.Null(await lake.Table.FindAsync(LakeFixture.HashOf("a").Value, Ct));
        var draft = lake.Draft("a");
        await lake.FreshTable().CommitAsync(draft, Ct);

        Assert.Equal(draft.Drops[0].LoadId, await lake.Table.FindAsync(draft.Drops[0].Identity, Ct));
        Assert.Equal(0, await lake.Table.VersionAsync(Ct));
    }

    [Fact]
    public async Task Asking_when_nothing_is_new_does_not_look_at_older_entries()
    {
        for (var i = 0; i < 60; i++)
        {
            await lake.CommitAsync(lake.Draft($"{i}"));
        }

        // Entries that are not read may be unreadable.
        foreach (var entry in Directory.GetFiles(lake.LogFolder, "*.json").Order(StringComparer.Ordinal).SkipLast(1))
        {
            await File.WriteAllTextAsync(entry, "damaged", Ct);
        }

        Assert.Equal(59, await lake.Table.VersionAsync(Ct));
        Assert.Equal(59, await lake.FreshTable().VersionAsync(Ct));
        Assert.Empty(await lake.FreshTable().CommitsAfterAsync(59, Ct).ToListAsync(Ct));
        Assert.NotNull(await lake.Table.FindAsync(LakeFixture.HashOf("0").Value, Ct));
    }
}
