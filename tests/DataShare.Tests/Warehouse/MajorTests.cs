using DataShare.Schemas;
using DataShare.Warehouse;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>Several major versions of a dataset side by side: each shows the rows of all, once.</summary>
public abstract class MajorTests(TestEngine engine) : WarehouseTestBase(engine)
{
    private static readonly ContractColumn Amount = Column("amount", ColumnKind.Int32) with { Id = "c2", Required = true };
    private static readonly ContractColumn Total = Amount with { Name = "total" };

    private static readonly DataContract One = Append("orders", "1.0.0", Key("id"), Amount);
    private static readonly DataContract Two = Append("orders", "2.0.0", Key("id"), Total, Column("note"));
    private static readonly DataContract KeyedOne = Merge("orders", "1.0.0", null, Key("id"), Amount);
    private static readonly DataContract KeyedTwo = Merge("orders", "2.0.0", new DeleteMarker("note", "gone"), Key("id"), Total, Column("note"));

    [Fact]
    public async Task Shows_rows_of_both_majors_under_the_names_of_each()
    {
        await Lake.DropAsync(One, "values (1, 10)");
        await Lake.DropAsync(Two, "values (2, 20, 'n')");
        await LoadAsync("orders");

        Assert.Equal(["1|10|1.0.0", "2|20|2.0.0"], await RowsAsync("select id, amount, _contract_version from orders_v1 order by id"));
        Assert.Equal(["1|10||0|1.0.0", "2|20|n|0|2.0.0"], await RowsAsync("select id, total, note, _lake_version, _contract_version from orders_v2 order by id"));
        Assert.Equal(["1|10", "2|20"], await RowsAsync("select id, total from orders order by id"));
    }

    [Fact]
    public async Task A_published_major_without_rows_has_a_table_and_views()
    {
        await Lake.DropAsync(One, "values (1, 10)");
        await LoadAsync("orders");
        Lake.Publish(Two);
        await LoadAsync("orders");
        Assert.Equal("1.0.0, 2.0.0", (await Warehouse.Ledger.ShapeAsync(One.Dataset, Stop))!.Versions);
        Assert.Equal(["1|10|"], await RowsAsync("select id, total, note from orders_v2"));

        await Lake.DropAsync(Two, "values (2, 20, 'n')");
        await LoadAsync("orders");

        Assert.Equal(["1|10|", "2|20|n"], await RowsAsync("select id, total, note from orders order by id"));
    }

    [Fact]
    public async Task Maps_through_the_majors_in_between()
    {
        var three = Append("orders", "3.0.0", Key("id"), Column("sum", ColumnKind.Int64) with { Id = "c2", Required = true });
        await Lake.DropAsync(One, "values (1, 10)");
        await Lake.DropAsync(three, "values (3, 30)");
        Lake.Publish(Two with { Mapping = Mapped(("total", "amount + 0"), down: null) });
        await LoadAsync("orders");

        Assert.Equal(["1|10", "3|30"], await RowsAsync("select id, sum from orders_v3 order by id"));
        // Not every i64 is an i32, and there is no mapping.
        Assert.Equal(["1|10"], await RowsAsync("select id, amount from orders_v1"));
    }

    [Fact]
    public async Task Shows_no_row_that_would_need_an_invented_value()
    {
        await Lake.DropAsync(One, "values (1, 10)");
        await Lake.DropAsync(Append("orders", "2.0.0", Key("id"), Total with { Id = "c9" }), "values (2, 20)");
        await LoadAsync("orders");

        Assert.Equal(["1"], await RowsAsync("select id from orders_v1"));
        Assert.Equal(["2"], await RowsAsync("select id from orders_v2"));
    }

    [Fact]
    public async Task Masks_a_column_whose_source_is_restricted()
    {
        var secret = Append("orders", "1.0.0", Key("id"), Restricted("mail"));
        var open = Append("orders", "2.0.0", Key("id"), Column("domain")) with { Mapping = Mapped(("domain", "substring(mail, 3, 9)"), down: null) };
        await Lake.DropAsync(secret, "values (1, 'a@b.example')");
        Lake.Publish(open);
        await LoadAsync("orders");

        Assert.Equal(["1|***"], await RowsAsync("select id, domain from orders_v2"));
        Assert.Equal(["1|b.example"], await RowsAsync("select id, domain from orders_v2_restricted"));
    }

    [Fact]
    public async Task Gives_a_consumer_every_row_once_whatever_major_it_came_under()
    {
        var given = new List<string>();
        await Lake.DropAsync(One, "values (1, 10)");
        await LoadAsync("orders");
        given.AddRange(await DeliverAsync(One));
        await Lake.DropAsync(Two, "values (2, 20, 'n')");
        await LoadAsync("orders");
        given.AddRange(await DeliverAsync(One));
        await Lake.DropAsync(One, "values (3, 30)");
        await Lake.DropAsync(Two, "values (4, 40, 'n')");
        await LoadAsync("orders");
        given.AddRange(await DeliverAsync(Two));

        Assert.Equal(["1|10|upsert", "2|20|upsert", "3|30|upsert", "4|40|upsert"], given);
        Assert.IsType<RunStart.Nothing>(await Warehouse.Runs.StartAsync("feed", [Read(One)], Stop));
    }

    [Fact]
    public async Task If_a_key_has_rows_in_two_majors_the_later_row_counts()
    {
        await Lake.DropAsync(KeyedOne, "values (1, 10), (2, 20), (3, 30)");
        await LoadAsync("orders");
        await Lake.DropAsync(KeyedTwo, "values (1, 11, 'n'), (3, 0, 'gone'), (4, 40, 'n')");
        await LoadAsync("orders");

        Assert.Equal(["1|11", "2|20", "4|40"], await RowsAsync("select id, amount from orders_v1 order by id"));
        Assert.Equal(["1|11", "2|20", "4|40"], await RowsAsync("select id, total from orders_v2 order by id"));
        Assert.Equal(["1|11|upsert", "2|20|upsert", "3|0|delete", "4|40|upsert"], await DeliverAsync(KeyedOne));

        await Lake.DropAsync(KeyedOne, "values (1, 12), (3, 33)");
        await LoadAsync("orders");

        Assert.Equal(["1|12", "2|20", "3|33", "4|40"], await RowsAsync("select id, total from orders order by id"));
        Assert.Equal(["1|12|upsert", "3|33|upsert"], await DeliverAsync(KeyedTwo));
    }

    [Fact]
    public async Task A_repeated_delete_deletes_a_row_that_another_major_wrote_in_between()
    {
        var one = Merge("orders", "1.0.0", new DeleteMarker("op", "D"), Key("id") with { Id = "c1" }, Column("v"), Column("op"));
        var two = Merge("orders", "2.0.0", new DeleteMarker("op", "D"), Key("key") with { Id = "c1" }, Column("v"), Column("op"));
        await DropAndLoadAsync(one, "values (1, 'a', null)");
        await DropAndLoadAsync(one, "values (1, null, 'D')");
        await DropAndLoadAsync(two, "values (1, 'b', null)");
        Assert.Equal(["1|b"], await RowsAsync("select id, v from orders_v1"));
        var read = one with { Columns = [one.Columns[0], Column("m", ColumnKind.Int64)] };
        await DeliverAsync(read);
        await DropAndLoadAsync(one, "values (1, null, 'D')");

        Assert.Empty(await RowsAsync("select id from orders_v1 union all select key from orders_v2 union all select key from orders"));
        Assert.Equal(["1||delete"], await DeliverAsync(read));
    }

    [Fact]
    public async Task A_repeated_row_replaces_a_row_that_another_major_wrote_in_between()
    {
        await DropAndLoadAsync(KeyedOne, "values (1, 10), (2, 20)");
        await DropAndLoadAsync(KeyedTwo, "values (1, 11, 'n'), (3, 30, 'n')");
        await DeliverAsync(KeyedOne);
        await DropAndLoadAsync(KeyedOne, "values (1, 10), (2, 20)");

        Assert.Equal(["1|10|1|1.0.0", "2|20|0|1.0.0", "3|30|0|2.0.0"], await RowsAsync("select id, amount, _lake_version, _contract_version from orders_v1 order by id"));
        Assert.Equal(["1|10|1|1.0.0", "2|20|0|1.0.0", "3|30|0|2.0.0"], await RowsAsync("select id, total, _lake_version, _contract_version from orders_v2 order by id"));
        Assert.Equal(["1|10|upsert"], await DeliverAsync(KeyedOne));
        Assert.Empty((await new VerifyLoads(Lake.NewStore(), Warehouse, Options).RunAsync(KeyedOne.Dataset, Lake.Catalog, Stop)).Problems);
    }

    [Fact]
    public async Task Delivers_rows_that_a_corrected_mapping_shows_once_with_the_next_rows()
    {
        var (two, mended) = Unmapped();
        await DropAndLoadAsync(One, "values (1, 10)");
        await DropAndLoadAsync(two, "values (2, 20)");
        await DropAndLoadAsync(One, "values (3, 30)");
        Assert.Equal(["2|20|upsert"], await DeliverAsync(two));
        await DropAndLoadAsync(One, "values (4, 40)");

        await DropAndLoadAsync(mended, "values (5, 50)");

        Assert.Equal(["1|10", "2|20", "3|30", "4|40", "5|50"], await RowsAsync("select id, total from orders order by id"));
        Assert.Equal(["1|10|upsert", "3|30|upsert", "4|40|upsert", "5|50|upsert"], await DeliverAsync(mended));
        await DropAndLoadAsync(One, "values (6, 60)");
        Assert.Equal(["6|60|upsert"], await DeliverAsync(mended));
    }

    [Fact]
    public async Task A_retried_run_delivers_the_same_rows_after_a_mapping_was_corrected()
    {
        var (two, mended) = Unmapped();
        await DropAndLoadAsync(One, "values (1, 10)");
        await DropAndLoadAsync(two, "values (2, 20)");
        var failed = Assert.IsType<RunStart.Started>(await Warehouse.Runs.StartAsync("feed", [Read(two)], Stop)).Run;
        await Warehouse.Runs.FailAsync(failed, "the disk was full", pause: true, Stop);
        await Warehouse.Runs.ResumeAsync("feed", Stop);
        await DropAndLoadAsync(mended, "values (3, 30)");

        Assert.Equal(["2|20|upsert"], await DeliverAsync(mended));
        Assert.Equal(["1|10|upsert", "3|30|upsert"], await DeliverAsync(mended));
    }

    [Fact]
    public async Task A_consumer_that_moves_to_another_major_gets_rows_that_the_old_one_did_not_show()
    {
        var (two, _) = Unmapped();
        await DropAndLoadAsync(One, "values (1, 10)");
        await DropAndLoadAsync(two, "values (2, 20)");
        Assert.Equal(["2|20|upsert"], await DeliverAsync(two));
        await DropAndLoadAsync(One, "values (3, 30)");

        Assert.Equal(["1|10|upsert", "3|30|upsert"], await DeliverAsync(One));
        await DropAndLoadAsync(two, "values (4, 40)");
        Assert.Equal(["4|40|upsert"], await DeliverAsync(two));
    }

    [Fact]
    public async Task A_major_that_comes_later_begins_at_its_start_for_a_consumer_that_began_at_the_newest_version()
    {
        await DropAndLoadAsync(One, "values (1, 10)");
        await DropAndLoadAsync(One, "values (2, 20)");
        var nothing = Assert.IsType<RunStart.Nothing>(await Warehouse.Runs.StartAsync("feed", [Read(One) with { FromNewest = true }], Stop));
        Assert.Equal("orders@1", nothing.Positions.ToString());

        await DropAndLoadAsync(Two, "values (3, 30, 'n')");
        var run = Assert.IsType<RunStart.Started>(await Warehouse.Runs.StartAsync("feed", [Read(One) with { FromNewest = true }], Stop)).Run;

        Assert.Equal("orders/v2@0", TableRange.Text(run.Ranges));
        Assert.Equal(["3|30|upsert"], await DeliverAsync(One));
        Assert.Equal("orders/v1@1, orders/v2@0", (await Warehouse.Ledger.ConsumersAsync(Stop))[0].Positions.ToString());
    }

    [Fact]
    public async Task A_position_in_a_table_stays_while_no_mapping_shows_its_rows()
    {
        var (two, mended) = Unmapped();
        await DropAndLoadAsync(One, "values (1, 10)");
        await DropAndLoadAsync(two, "values (2, 20)");
        await DeliverAsync(two);
        Assert.Equal("orders@0", (await Warehouse.Ledger.ConsumersAsync(Stop))[0].Positions.ToString());

        await DropAndLoadAsync(mended, "values (3, 30)");
        await DeliverAsync(mended);

        Assert.Equal("orders/v1@0, orders/v2@1", (await Warehouse.Ledger.ConsumersAsync(Stop))[0].Positions.ToString());
    }

    /// <summary>A second major without a mapping to the first, and a later version of it that maps the rows of the first.</summary>
    private static (DataContract Two, DataContract Mended) Unmapped()
    {
        var two = Append("orders", "2.0.0", Key("id"), Total with { Id = "c9" });
        return (two, two with { Version = new ContractVersion(2, 1, 0), Mapping = Mapped(("total", "amount"), down: null) });
    }

    [Fact]
    public async Task Snapshots_whose_rows_can_be_mapped_in_one_direction_only_stay_apart()
    {
        // No rows of the second major are mapped back to the first, so its snapshot does not replace the first one's rows.
        var one = Snapshot("orders", "1.0.0", Key("id"), Amount);
        var two = Snapshot("orders", "2.0.0", Key("id"), Column("note"));
        await DropAndLoadAsync(one, "values (1, 10), (2, 20)");
        await DropAndLoadAsync(two, "values (2, 'n')");
        Assert.Equal(["2|n"], await RowsAsync("select id, note from orders"));

        await DropAndLoadAsync(one, "values (3, 30)");

        Assert.Equal(["3|30"], await RowsAsync("select id, amount from orders_v1"));
        Assert.Equal(["2|n"], await RowsAsync("select id, note from orders_v2"));
    }

    [Fact]
    public async Task Loads_commits_of_two_majors_in_the_order_in_which_they_came()
    {
        await Lake.DropAsync(KeyedTwo, "values (1, 10, 'n')");
        Lake.Time.Advance(TimeSpan.FromSeconds(1));
        await Lake.DropAsync(KeyedOne, "values (1, 11)");
        Lake.Time.Advance(TimeSpan.FromSeconds(1));
        await Lake.DropAsync(KeyedTwo, "values (2, 20, 'n')");
        await LoadAsync("orders");

        Assert.Equal(["1|11", "2|20"], await RowsAsync("select id, amount from orders_v1 order by id"));
    }

    [Fact]
    public async Task Loads_commits_of_two_majors_in_the_order_of_their_logs_whatever_the_clock_said()
    {
        await Lake.DropAsync(KeyedTwo, "values (1, 10, 'n')");
        Lake.Time.AdjustTime(Lake.Time.GetUtcNow() - TimeSpan.FromHours(1));
        await Lake.DropAsync(KeyedOne, "values (1, 11)");
        Lake.Time.AdjustTime(Lake.Time.GetUtcNow() - TimeSpan.FromHours(1));
        await Lake.DropAsync(KeyedTwo, "values (1, 12, 'n'), (2, 20, 'n')");
        await LoadAsync("orders");

        Assert.Equal(["1|12|1", "2|20|1"], await RowsAsync("select id, amount, _lake_version from orders_v1 order by id"));
        Assert.Equal(2, (await Lake.Store.LastDropAsync(KeyedOne.Dataset, Stop))!.Value.Table.Id.Major);
    }

    [Fact]
    public async Task The_place_of_a_commit_is_the_number_of_commits_before_it_in_all_majors()
    {
        await Lake.DropAsync(KeyedTwo, "values (1, 10, 'n')");
        await Lake.DropAsync(KeyedOne, "values (1, 11)");
        await Lake.DropAsync(KeyedOne, "values (1, 12)");
        await LoadAsync("orders");
        await Lake.DropAsync(KeyedTwo, "values (1, 13, 'n')");
        await LoadAsync("orders");

        Assert.Equal(["v2@0 0.2", "v1@0 1.1", "v1@1 2.1", "v2@1 3.2"], await PlacesAsync());
    }

    /// <summary>Such commits have the order of their times.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task Commits_that_an_earlier_version_wrote_have_places_in_the_order_of_their_times(int commitsPerTransaction)
    {
        await DropLaterAsync(KeyedTwo, "values (1, 10, 'n')");
        await DropLaterAsync(KeyedOne, "values (1, 11), (2, 20)");
        await DropLaterAsync(KeyedOne, "values (1, 12)");
        await DropLaterAsync(KeyedTwo, "values (2, 21, 'n')");
        await DropLaterAsync(KeyedTwo, "values (3, 30, 'n')");
        Lake.ForgetOrder(KeyedOne);
        Lake.ForgetOrder(KeyedTwo);
        Assert.All([.. await Lake.CommitsAsync(KeyedOne), .. await Lake.CommitsAsync(KeyedTwo)], c => Assert.Empty(c.After));
        Options.MaxCommitsPerTransaction = commitsPerTransaction;
        await LoadAsync("orders");
        // This version writes the next commits.
        await DropLaterAsync(KeyedOne, "values (3, 31)");
        await DropLaterAsync(KeyedTwo, "values (1, 13, 'n')");
        await LoadAsync("orders");

        Assert.Equal(["v2@0 0.2", "v1@0 1.1", "v1@1 2.1", "v2@1 3.2", "v2@2 4.2", "v1@2 5.1", "v2@3 6.2"], await PlacesAsync());
        Assert.Equal(["1|13|3|2.0.0", "2|21|1|2.0.0", "3|31|2|1.0.0"], await RowsAsync("select id, amount, _lake_version, _contract_version from orders_v1 order by id"));
        Assert.Empty((await new VerifyLoads(Lake.NewStore(), Warehouse, Options).RunAsync(KeyedOne.Dataset, Lake.Catalog, Stop)).Problems);
    }

    [Fact]
    public async Task Loads_nothing_if_one_table_of_the_lake_was_restored_from_an_older_copy()
    {
        await Lake.DropAsync(KeyedOne, "values (1, 10)");
        await Lake.DropAsync(KeyedTwo, "values (1, 11, 'n')");
        File.Delete(Directory.GetFiles(Path.Combine(Lake.Store.Table(WarehouseLake.Table(KeyedOne)).Folder, "_delta_log"), "*.json").Single());

        var fault = await Assert.ThrowsAsync<WarehouseException>(() => LoadAsync("orders"));

        Assert.Contains("Lake version 0 of orders/v2 came after version 0 of orders/v1, and the log of orders/v1 ends at -1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loads_commits_of_two_majors_in_order_even_if_they_come_while_it_reads()
    {
        await Lake.DropAsync(KeyedOne, "values (9, 90)");
        Lake.Time.Advance(TimeSpan.FromSeconds(1));
        await Lake.DropAsync(KeyedTwo, "values (8, 80, 'n')");
        await LoadAsync("orders");
        using var looked = new SemaphoreSlim(0);
        using var goOn = new SemaphoreSlim(0);
        var looks = 0;
        var load = Task.Run(
            () => NewLoader(step =>
            {
                if (step == "waiting commits found" && ++looks == 1)
                {
                    looked.Release();
                    goOn.Wait(Stop);
                }
            }).RunAsync(One.Dataset, Lake.Catalog, Stop).AsTask(),
            Stop);
        await looked.WaitAsync(Stop);

        // The first major has been read, the second has not.
        Lake.Time.Advance(TimeSpan.FromSeconds(1));
        await Lake.DropAsync(KeyedOne, "values (1, 10)");
        Lake.Time.Advance(TimeSpan.FromSeconds(1));
        await Lake.DropAsync(KeyedTwo, "values (1, 20, 'n')");
        goOn.Release();
        await load;

        Assert.Equal(["1|20"], await RowsAsync("select id, amount from orders_v1 where id = 1"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_snapshot_replaces_the_previous_one_of_any_major(bool isKeyed)
    {
        var id = isKeyed ? Key("id") : Column("id", ColumnKind.Int64) with { Required = true };
        var (one, two) = (Snapshot("orders", "1.0.0", id, Amount), Snapshot("orders", "2.0.0", id, Total, Column("note")));
        await Lake.DropAsync(one, "values (1, 10), (2, 20)");
        await LoadAsync("orders");
        await DeliverAsync(one);
        await Lake.DropAsync(two, "values (2, 20, 'n'), (3, 30, 'n')");
        await LoadAsync("orders");

        Assert.Equal(["2|20", "3|30"], await RowsAsync("select id, amount from orders_v1 order by id"));
        Assert.Equal(["2|20", "3|30"], await RowsAsync("select id, total from orders order by id"));
        string[] all = ["1|10|delete", "2|20|upsert", "3|30|upsert"];
        Assert.Equal(isKeyed ? all : all[1..], await DeliverAsync(one));

        await Lake.DropAsync(one, "values (3, 30)");
        await LoadAsync("orders");

        Assert.Equal(["3|30"], await RowsAsync("select id, total from orders_v2"));
        Assert.Equal(isKeyed ? ["2|20|delete", "3|30|upsert"] : ["3|30|upsert"], await DeliverAsync(two));
    }

    [Fact]
    public async Task Rows_from_before_a_required_column_have_its_default()
    {
        await Lake.DropAsync(One, "values (1, 10)");
        await LoadAsync("orders");
        var lane = Column("lane", ColumnKind.Int32) with { Required = true, Default = "7" };
        await Lake.DropAsync(Append("orders", "1.1.0", Key("id"), Amount, lane), "values (2, 20, 8)");
        await LoadAsync("orders");

        Assert.Equal(["1|7", "2|8"], await RowsAsync("select id, lane from orders_v1 order by id"));
        Assert.Equal(["1|7|upsert", "2|8|upsert"], await DeliverAsync(One with { Version = new ContractVersion(1, 1, 0), Columns = [Key("id"), lane] }));
    }

    [Fact]
    public async Task Rows_from_before_a_nullable_column_have_its_default_and_a_null_of_a_file_stays_null()
    {
        await Lake.DropAsync(One, "values (1, 10)");
        await LoadAsync("orders");
        var lane = Column("lane", ColumnKind.Int32) with { Default = "7" };
        await Lake.DropAsync(Append("orders", "1.1.0", Key("id"), Amount, lane), "values (2, 20, null)");
        await Lake.DropAsync(One, "values (3, 30)");
        Lake.Publish(Append("orders", "2.0.0", Key("id"), Total, lane));
        await LoadAsync("orders");

        string[] rows = ["1|7", "2|", "3|7"];
        Assert.Equal(rows, await RowsAsync("select id, lane from orders_v1 order by id"));
        Assert.Equal(rows, await RowsAsync("select id, lane from orders_v2 order by id"));
        Assert.Equal(
            rows.Select(r => r + "|upsert"), await DeliverAsync(One with { Version = new ContractVersion(1, 1, 0), Columns = [Key("id"), lane] }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rows_from_before_a_column_keep_its_first_default(bool required)
    {
        var lane = Column("lane", ColumnKind.Int32) with { Required = required, Default = "7" };
        await Lake.DropAsync(One, "values (1, 10)");
        await Lake.DropAsync(Append("orders", "1.1.0", Key("id"), Amount, lane), "values (2, 20, 8)");
        await LoadAsync("orders");
        Lake.Publish(Append("orders", "1.2.0", Key("id"), Amount, lane with { Default = "9" }));
        var zone = Column("zone", ColumnKind.Int32) with { Required = required, Default = "4" };
        Lake.Publish(Append("orders", "2.0.0", Key("id"), Total, lane with { Default = "6" }, zone));
        Lake.Publish(Append("orders", "2.1.0", Key("id"), Total, lane with { Default = "5" }, zone with { Default = "3" }));
        await LoadAsync("orders");

        Assert.Equal(["1|7", "2|8"], await RowsAsync("select id, lane from orders_v1 order by id"));
        Assert.Equal(["1|7|4", "2|8|4"], await RowsAsync("select id, lane, zone from orders_v2 order by id"));
    }

    [Fact]
    public async Task A_row_with_a_null_differs_from_a_row_without_the_column()
    {
        var lane = Column("lane", ColumnKind.Int32) with { Default = "7" };
        var later = Merge("orders", "1.1.0", null, Key("id"), Amount, lane);
        await Lake.DropAsync(KeyedOne, "values (1, 10), (2, 20)");
        await Lake.DropAsync(later, "values (1, 10, null)");
        await LoadAsync("orders");
        Assert.Equal(["1||1", "2|7|0"], await RowsAsync("select id, lane, _lake_version from orders_v1 order by id"));

        await Lake.DropAsync(KeyedOne, "values (1, 10), (2, 20)");
        await LoadAsync("orders");

        Assert.Equal(["1|7|2", "2|7|0"], await RowsAsync("select id, lane, _lake_version from orders_v1 order by id"));
    }

    [Fact]
    public async Task A_column_that_is_renamed_within_a_major_keeps_its_values()
    {
        await Lake.DropAsync(One, "values (1, 10)");
        await LoadAsync("orders");
        await Lake.DropAsync(Append("orders", "1.1.0", Key("id"), Total), "values (2, 20)");
        await Lake.DropAsync(One, "values (3, 30)");
        await LoadAsync("orders");

        Assert.Equal(["1|10", "2|20", "3|30"], await RowsAsync("select id, total from orders_v1 order by id"));
    }

    [Fact]
    public async Task Keeps_rescued_values()
    {
        var rescuing = One with { Version = new ContractVersion(1, 1, 0), OnViolation = new ViolationRules(UnknownColumnRule.Rescue) };
        await Lake.DropAsync(One, "values (1, 10)");
        await LoadAsync("orders");
        await Lake.DropAsync(rescuing with { Columns = rescuing.LandedColumns }, """values (2, 20, '{"x":"y"}')""");
        Lake.Publish(rescuing);
        await LoadAsync("orders");

        Assert.Equal(["1|", """2|{"x":"y"}"""], await RowsAsync("select id, _rescued from orders_v1 order by id"));
    }

    [Fact]
    public async Task A_program_without_the_newest_contracts_removes_nothing()
    {
        await Lake.DropAsync(One, "values (1, 10)");
        await LoadAsync("orders");
        var old = Lake.Catalog;
        await Lake.DropAsync(Two, "values (2, 20, 'n')");
        await LoadAsync("orders");
        await Lake.DropAsync(One, "values (3, 30)");

        var load = await Assert.ThrowsAsync<WarehouseException>(async () => await NewLoader().RunAsync(One.Dataset, old, Stop));
        var poll = await Assert.ThrowsAsync<WarehouseException>(async () =>
            await Warehouse.Runs.StartAsync("feed", [Read(One) with { Majors = old.Majors(One.Dataset) }], Stop));

        Assert.Contains("2.0.0", load.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was delivered to 'feed'", poll.Message, StringComparison.Ordinal);
        Assert.Equal(["1", "2"], await RowsAsync("select id from orders_v1 order by id"));
    }

    /// <summary>Each load in the ledger's order, with its place and the major of its place.</summary>
    private async Task<IEnumerable<string>> PlacesAsync() => (await Warehouse.Ledger.LoadsAsync(One.Dataset, 100, Stop)).Reverse()
        .Select(l => FormattableString.Invariant($"v{l.Commit.Table.Major}@{l.Commit.LakeVersion} {l.Commit.Place.Before}.{l.Commit.Place.Major}"));

    private async Task DropLaterAsync(DataContract contract, string rows)
    {
        Lake.Time.Advance(TimeSpan.FromSeconds(1));
        await Lake.DropAsync(contract, rows);
    }

    private async Task DropAndLoadAsync(DataContract contract, string rows)
    {
        await DropLaterAsync(contract, rows);
        await LoadAsync("orders");
    }

    private static MajorMapping Mapped((string Column, string Text) up, (string Column, string Text)? down) => new(
        MajorMappingSamples.Expressions(up), down is { } known ? MajorMappingSamples.Expressions(known) : MajorMapping.None.Down);

    private BatchRead Read(DataContract contract) =>
        new("o", contract.Dataset, contract.Version.Major, contract.Columns) { Majors = Lake.Catalog.Majors(contract.Dataset) };

    /// <summary>The first two columns and the change of each row in the batch of a consumer that reads this contract.</summary>
    private async Task<IReadOnlyList<string>> DeliverAsync(DataContract contract)
    {
        var read = Read(contract);
        var run = Assert.IsType<RunStart.Started>(await Warehouse.Runs.StartAsync("feed", [read], Stop)).Run;
        await using (var batch = await Warehouse.OpenBatchAsync(run, [read], Stop))
        {
            await batch.ExecuteAsync(
                $"create table batch_{run.Number} (a bigint, b bigint, c varchar(9)); insert into batch_{run.Number} "
                + $"select {contract.Columns[0].Name}, {contract.Columns[1].Name}, _change from {batch.Relation("o")}",
                Stop);
            await batch.CompleteAsync(await batch.CountAsync("o", Stop), Stop);
        }

        return await RowsAsync($"select a, b, c from batch_{run.Number} order by a, c");
    }
}
