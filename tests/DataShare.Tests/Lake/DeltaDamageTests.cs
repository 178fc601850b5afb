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

    [Theory]
    [InlineData(3, 7, """["deletionVectors"]""", """["deletionVectors"]""", "deletionVectors")]
    [InlineData(1, 7, "null", """["appendOnly","rowTracking"]""", "rowTracking")]
    [InlineData(2, 2, "null", "null", "reader version 2 and writer version 2")]
    [InlineData(1, 3, "null", "null", "reader version 1 and writer version 3")]
    public async Task A_table_that_another_program_has_upgraded_is_not_changed(int reader, int writer, string readerFeatures, string writerFeatures, string lacking)
    {
        await ThreeCommitsAsync();
        await File.WriteAllTextAsync(
            Entry(3),
            $$$"""{"protocol":{"minReaderVersion":{{{reader}}},"minWriterVersion":{{{writer}}},"readerFeatures":{{{readerFeatures}}},"writerFeatures":{{{writerFeatures}}}}}""",
            Ct);

        var e = await Assert.ThrowsAsync<LakeCorruptException>(() => lake.Table.CommitAsync(lake.Draft("d"), Ct).AsTask());

        Assert.Contains(lacking, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_of_another_programs_commit_is_found_wherever_its_line_is()
    {
        await ThreeCommitsAsync();
        var add = """{"add":{"path":"x.parquet","partitionValues":{},"size":9,"modificationTime":1,"dataChange":true}}""";
        await File.WriteAllTextAsync(Entry(3), add + "\n" + """{"commitInfo":{"timestamp":86400000,"operation":"WRITE"}}""", Ct);

        var commit = Assert.Single(await lake.Table.CommitsAfterAsync(2, Ct).ToListAsync(Ct));

        Assert.Equal(DateTimeOffset.UnixEpoch.AddDays(1), commit.CommittedAt);
    }

    [Fact]
    public async Task A_part_that_another_program_restores_is_no_longer_removed()
    {
        await ThreeCommitsAsync();
        var part = Path.GetFileName((await lake.Table.ActivePartsAsync(Ct))[0].Path);
        await File.WriteAllTextAsync(Entry(3), $$$"""{"remove":{"path":"{{{part}}}","deletionTimestamp":1,"dataChange":true}}""", Ct);
        Assert.Equal(2, (await lake.Table.ActivePartsAsync(Ct)).Count);
        await File.WriteAllTextAsync(
            Entry(4), $$$"""{"add":{"path":"{{{part}}}","partitionValues":{},"size":9,"modificationTime":1,"dataChange":true}}""", Ct);

        Assert.Equal(3, (await lake.Table.ActivePartsAsync(Ct)).Count);
        Assert.Empty(await lake.Table.AskAsync(s => s.Removes, Ct));
    }

    [Theory]
    [InlineData("part-x.parquet", "", null)]
    [InlineData("part-x.parquet", ",\"stats\":\"{}\"", null)]
    [InlineData("part-x.parquet", ",\"stats\":\"{\\\"minValues\\\":{\\\"numRecords\\\":7},\\\"numRecords\\\":5}\"", 5L)]
    [InlineData("file:/lake/part%20x.parquet", "", null)]
    [InlineData("file:///lake/part%20x.parquet", "", null)]
    public async Task A_part_of_another_program_is_found_with_the_rows_that_it_states(string path, string stats, long? rows)
    {
        await ThreeCommitsAsync();
        await File.WriteAllTextAsync(
            Entry(3), $$$"""{"add":{"path":"{{{path}}}","partitionValues":{},"size":9,"modificationTime":1,"dataChange":true{{{stats}}}}}""", Ct);

        var commit = Assert.Single(await lake.Table.CommitsAfterAsync(2, Ct).ToListAsync(Ct));

        var part = Assert.Single(commit.Parts);
        Assert.Equal(path.StartsWith("file:", StringComparison.Ordinal) ? "/lake/part x.parquet" : Path.Combine(lake.Table.Folder, path), part.Path);
        Assert.Equal((9, rows ?? -1, null), (part.Bytes, part.Rows, part.Hash));
        Assert.Equal((false, false, null), (commit.ReplacesAll, commit.Amends, commit.KeptParts));
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
