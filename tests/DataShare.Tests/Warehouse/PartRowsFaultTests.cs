using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>Parts that do not match their commits, and reading that is stopped.</summary>
public sealed class PartRowsFaultTests : IDisposable
{
    private static readonly DataContract Things = Append("things", "1.0.0", Column("x", ColumnKind.Int64), Column("y"));

    private readonly WarehouseLake lake = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Names_the_part_whose_number_of_rows_differs_from_its_commit(int difference)
    {
        await lake.DropAsync(Things, "values (1, 'a'), (2, 'b')");
        await lake.DropAsync(Things, "values (3, 'c')");
        var commits = await lake.CommitsAsync(Things);
        var wrong = WithPartRows(Accepting(commits[0], 2 + difference), 2 + difference);

        var refused = await RefusedAsync(wrong, commits[1]);

        Assert.Contains($"things/v1 lake version 0: the commits accepted {CountText.Of(2 + difference, "row")}, but 2 would be stored", refused.Message);
        Assert.Contains($"part '{commits[0].Parts[0].Path}' has 2 rows", refused.Message);
        Assert.EndsWith("Nothing of it was stored. See the damage with: datashare verify", refused.Message);
    }

    [Fact]
    public async Task Refuses_a_wrong_count_even_if_the_parts_are_right()
    {
        await lake.DropAsync(Things, "values (1, 'a'), (2, 'b')");

        var refused = await RefusedAsync(Accepting((await lake.CommitsAsync(Things))[0], 3));

        Assert.Contains("the commits accepted 3 rows, but 2 would be stored; the parts match their commits", refused.Message);
    }

    [Fact]
    public async Task Refuses_a_row_too_many_in_one_commit_that_another_lacks()
    {
        await lake.DropAsync(Things, "values (1, 'a'), (2, 'b')");
        await lake.DropAsync(Things, "values (3, 'c'), (4, 'd')");
        var commits = await lake.CommitsAsync(Things);

        await RefusedAsync(Accepting(commits[0], 1), Accepting(commits[1], 3));
    }

    [Fact]
    public async Task Refuses_a_commit_without_its_parts()
    {
        await lake.DropAsync(Things, "values (1, 'a')");
        await lake.DropAsync(Things, "values (2, 'b')");
        var commits = await lake.CommitsAsync(Things);

        var refused = await RefusedAsync(commits[0], commits[1] with { Parts = [] });

        Assert.Contains("lake version 1: the commits accepted 1 row, but 0 would be stored", refused.Message);
    }

    [Fact]
    public async Task Refuses_rows_of_a_load_id_that_its_commit_does_not_name()
    {
        var loadId = await lake.DropAsync(Things, "values (1, 'a')");
        await lake.DropAsync(Things, "values (2, 'b')");
        var commits = await lake.CommitsAsync(Things);

        var refused = await RefusedAsync(commits[0] with { Drops = commits[1].Drops }, commits[1]);

        Assert.Contains($"'{commits[0].Parts[0].Path}' cannot be loaded: it holds rows of load id '{loadId}', but its commit has no such drop", refused.Message);
    }

    [Fact]
    public async Task Refuses_rows_of_a_commit_without_drops()
    {
        await lake.DropAsync(Things, "values (1, 'a')");
        var commit = (await lake.CommitsAsync(Things))[0];

        var refused = await RefusedAsync(commit with { Drops = [], Parts = [commit.Parts[0] with { Rows = -1 }] });

        Assert.Contains("its commit names no drops", refused.Message);
    }

    [Fact]
    public async Task Names_a_part_that_is_missing()
    {
        await lake.DropAsync(Things, "values (1, 'a')");
        var commit = (await lake.CommitsAsync(Things))[0];
        File.Delete(commit.Parts[0].Path);

        var refused = await RefusedAsync(commit);

        Assert.Contains($"load things/v1 lake version 0: part '{commit.Parts[0].Path}' cannot be loaded: it does not exist.", refused.Message);
        Assert.Contains("datashare verify", refused.Message);
    }

    [Theory]
    [InlineData("no Parquet")]
    [InlineData("cut off")]
    [InlineData("pages overwritten")]
    public async Task Names_a_part_that_is_damaged(string damage)
    {
        await lake.DropAsync(Things, "select i, 'text ' || i from range(1000) t(i)");
        var commit = (await lake.CommitsAsync(Things))[0];
        var path = commit.Parts[0].Path;
        var bytes = await File.ReadAllBytesAsync(path, Stop);
        bytes.AsSpan(4, 400).Fill(damage == "pages overwritten" ? (byte)0xFF : bytes[4]);
        await File.WriteAllBytesAsync(
            path, damage switch { "no Parquet" => "no Parquet"u8.ToArray(), "cut off" => bytes[..^100], _ => bytes }, Stop);

        Assert.Contains($"part '{path}' cannot be loaded: it is not readable as Parquet", (await RefusedAsync(commit)).Message);
    }

    [Fact]
    public async Task Refuses_a_column_that_would_have_to_be_reinterpreted()
    {
        await lake.DropAsync(Append("things", "1.0.0", Column("x")), "values ('1')");

        var refused = await RefusedAsync(Things, (await lake.CommitsAsync(Things))[0]);

        Assert.Contains("its column 'x' is text, which cannot be stored as i64", refused.Message);
    }

    [Theory]
    [InlineData("123.456", 5, 2)]
    [InlineData("123.456", 5, 3)]
    [InlineData("123.456", 38, 2)]
    public async Task Refuses_a_decimal_that_would_lose_digits(string number, int precision, int scale)
    {
        var column = Column("x") with { Type = ColumnType.Decimal(6, 3) };
        var loadId = await lake.DropAsync(Append("things", "1.0.0", column), $"values (1), ({number})");
        var contract = Append("things", "1.0.0", column with { Type = ColumnType.Decimal(precision, scale) });

        var refused = await RefusedAsync(contract, (await lake.CommitsAsync(contract))[0]);

        Assert.Contains($"its column 'x', in source row 2 of load id {loadId}: ", refused.Message);
    }

    /// <summary>A contract that accepts them is not published for a server, but a lake may be older than its warehouse.</summary>
    [Theory]
    [InlineData("nan")]
    [InlineData("inf")]
    [InlineData("-inf")]
    public async Task Names_the_load_with_a_double_that_no_server_can_store(string number)
    {
        var contract = Append("things", "1.0.0", Column("x", ColumnKind.Double) with { Rules = new ColumnRules { TakesNonFinite = true } });
        var loadId = await lake.DropAsync(contract, $"values ('1'), ('{number}')");

        var refused = await RefusedAsync(contract, (await lake.CommitsAsync(contract))[0]);

        Assert.Contains(
            $"its column 'x', in source row 2 of load id {loadId}: a value is NaN or infinite, which a float of SQL Server cannot hold", refused.Message);
    }

    [Fact]
    public async Task Refuses_text_that_is_no_uuid_and_does_not_show_it()
    {
        await lake.DropAsync(Append("things", "1.0.0", Column("x")), "values ('secret')");
        var contract = Append("things", "1.0.0", Column("x", ColumnKind.Uuid));

        var refused = await RefusedAsync(contract, (await lake.CommitsAsync(contract))[0]);

        Assert.Contains("its column 'x', in source row 1", refused.Message);
        Assert.DoesNotContain("secret", refused.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stops_when_it_is_cancelled(bool byReader)
    {
        await lake.DropAsync(Things, "select i, 'text ' || i from range(400000) t(i)");
        using var stop = new CancellationTokenSource();
        await using var rows = PartRows.Open(await PlacedAsync(), Things, byReader ? stop.Token : Stop);
        Assert.True(await rows.ReadAsync(Stop));

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rows.ReadAsync(byReader ? Stop : stop.Token));
    }

    [Fact]
    public async Task Does_not_begin_if_it_was_cancelled_before()
    {
        await lake.DropAsync(Things, "values (1, 'a')");
        await using var rows = PartRows.Open(await PlacedAsync(), Things, new CancellationToken(canceled: true));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rows.ReadAsync(Stop));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(130_000)]
    public async Task Closes_its_file_when_disposed_in_the_middle(int read)
    {
        await lake.DropAsync(Things, "select i, 'text ' || i from range(400000) t(i)");
        var commits = await PlacedAsync();
        await using (var rows = PartRows.Open(commits, Things, Stop))
        {
            for (var i = 0; i < read; i++)
            {
                Assert.True(await rows.ReadAsync(Stop));
            }

            if (read == 1)
            {
                rows.Dispose();
                Assert.True(rows.IsClosed);
            }
        }

        // Nobody else has the file open.
        await using var alone = new FileStream(commits[0].Commit.Parts[0].Path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    public void Dispose() => lake.Dispose();

    private static LakeCommit Accepting(LakeCommit commit, int rows) =>
        commit with { Drops = [commit.Drops[0] with { AcceptedRows = rows }] };

    private static LakeCommit WithPartRows(LakeCommit commit, int rows) =>
        commit with { Parts = [commit.Parts[0] with { Rows = rows }] };

    private static Task<WarehouseException> RefusedAsync(params LakeCommit[] commits) => RefusedAsync(Things, commits);

    private static async Task<WarehouseException> RefusedAsync(DataContract contract, params LakeCommit[] commits)
    {
        await using var rows = PartRows.Open(Placed(commits), contract, Stop);
        return await Assert.ThrowsAsync<WarehouseException>(async () =>
        {
            while (await rows.ReadAsync(Stop))
            {
                rows.GetValues(new object[rows.FieldCount]);
            }
        });
    }

    private static PlacedCommit[] Placed(IEnumerable<LakeCommit> commits) => [.. commits.Select(c => new PlacedCommit(c, CommitPlace.Of(c)))];

    private async Task<PlacedCommit[]> PlacedAsync() => Placed(await lake.CommitsAsync(Things));
}
