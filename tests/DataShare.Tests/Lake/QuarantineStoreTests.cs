using DataShare.Lake;
using DataShare.Schemas;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Lake;

public sealed class QuarantineStoreTests : IDisposable
{
    private static readonly DatasetName Orders = DatasetName.Parse("orders");
    private static readonly LoadId Load = LoadId.Parse("01JABCDEFGHJKMNPQRSTVWXYZ0");
    private readonly TemporaryFolder folder = new();
    private readonly QuarantineStore quarantine;

    public QuarantineStoreTests() => quarantine = new QuarantineStore(new LakeLayout(folder["lake"]));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Entry => folder["lake", "quarantine", "orders", Load.Value];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_entry_has_the_whole_file_and_its_reason()
    {
        var file = folder.Write("claimed/orders.csv", "bad");

        var entry = await PutFileAsync(file, Reason());

        Assert.Equal(Entry, entry);
        Assert.Equal("bad", await File.ReadAllTextAsync(Path.Combine(Entry, "orders.csv"), Ct));
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task The_reason_is_read_back_as_it_was_written()
    {
        var reason = Reason() with
        {
            Contract = ContractVersion.Parse("1.1.0"),
            Kind = QuarantineKind.Rows,
            TotalRows = 1000,
            RejectedRows = 1,
            RawPath = "raw/orders/aa/x.csv",
        };
        using (var entry = quarantine.Begin(Orders, Load))
        {
            await File.WriteAllTextAsync(entry.RejectedRowsPath, "order_id\n", Ct);
            await entry.CompleteAsync(reason with { Violations = [new(1042, 1043, 51_204, "amount", "12,50", "type", "'12,50' is not decimal(18,2)")] }, Ct);
        }

        var found = Assert.Single(quarantine.List()).Reason;

        Assert.Equal(new QuarantinedValue(1042, 1043, 51_204, "amount", "12,50", "type", "'12,50' is not decimal(18,2)"), Assert.Single(found.Violations));
        Assert.Equal(LakeFixture.HashOf("order_id\n"), Assert.Single(found.Hashes!).Value);
        Assert.Equal(reason, found with { Violations = reason.Violations, Hashes = reason.Hashes });
        Assert.Equal("order_id\n", await File.ReadAllTextAsync(Path.Combine(Entry, "rejected-rows.csv"), Ct));
        Assert.Contains("\"kind\": \"rows\"", await File.ReadAllTextAsync(Path.Combine(Entry, "reason.json"), Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_that_is_not_completed_leaves_nothing_and_the_file_in_its_place()
    {
        var file = folder.Write("claimed/orders.csv", "bad");
        using (var entry = quarantine.Begin(Orders, Load))
        {
            await entry.AddFileAsync(file, "orders.csv", Ct);
        }

        Assert.Equal("bad", await File.ReadAllTextAsync(file, Ct));
        Assert.Empty(Directory.GetFileSystemEntries(folder["lake", "quarantine", "orders"]));
        Assert.Empty(quarantine.List());
    }

    [Fact]
    public async Task A_second_run_of_the_same_load_replaces_nothing()
    {
        await PutFileAsync(folder.Write("claimed/orders.csv", "bad"), Reason());

        await PutFileAsync(folder["claimed/orders.csv"], Reason() with { Reason = "another" });

        Assert.Equal("no column order_id", Assert.Single(quarantine.List()).Reason.Reason);
        Assert.Equal([Entry], Directory.GetFileSystemEntries(folder["lake", "quarantine", "orders"]));
    }

    [Fact]
    public async Task A_half_written_entry_of_a_dead_run_is_not_listed_and_is_replaced()
    {
        folder.Write($"lake/quarantine/orders/.{Load}/orders.csv", "ba");

        Assert.Empty(quarantine.List(Orders));
        await PutFileAsync(folder.Write("claimed/orders.csv", "bad"), Reason());

        Assert.Equal("bad", await File.ReadAllTextAsync(Path.Combine(Entry, "orders.csv"), Ct));
    }

    [Fact]
    public async Task A_dropped_file_with_the_name_of_an_entrys_own_file_does_not_replace_it()
    {
        using var entry = quarantine.Begin(Orders, Load);
        var file = folder.Write("claimed/reason.json", "bad");
        await entry.AddFileAsync(file, "reason.json", Ct);
        await entry.CompleteAsync(Reason(), Ct);

        Assert.Equal("bad", await File.ReadAllTextAsync(Path.Combine(Entry, "dropped-reason.json"), Ct));
        Assert.NotNull(quarantine.Find(Orders, Load));
    }

    [Fact]
    public async Task Entries_are_listed_by_dataset_and_a_damaged_one_is_named()
    {
        await PutFileAsync(folder.Write("claimed/orders.csv", "bad"), Reason());
        Assert.Empty(quarantine.List(DatasetName.Parse("customers")));
        await File.WriteAllTextAsync(Path.Combine(Entry, "reason.json"), "{", Ct);

        var e = Assert.Throws<LakeCorruptException>(() => quarantine.List(Orders));
        Assert.Equal(Path.Combine(Entry, "reason.json"), e.File);
    }

    [Fact]
    public async Task A_closed_entry_has_its_closure_and_stays_readable()
    {
        await PutFileAsync(folder.Write("claimed/orders.csv", "bad"), Reason());
        var closure = new QuarantineClosure(QuarantineEnd.Discarded, "ada", "a test file", Reason().At.AddDays(1), null);

        Assert.Equal(closure, await quarantine.CloseAsync(Orders, Load, closure, Ct));

        var entry = Assert.Single(quarantine.List());
        Assert.Equal(closure, entry.Closed);
        Assert.Equal("bad", await File.ReadAllTextAsync(entry.File!, Ct));
    }

    [Fact]
    public async Task If_two_callers_close_an_entry_the_first_one_counts()
    {
        await PutFileAsync(folder.Write("claimed/orders.csv", "bad"), Reason());
        var first = new QuarantineClosure(QuarantineEnd.Replayed, "ada", null, Reason().At, Load);
        await quarantine.CloseAsync(Orders, Load, first, Ct);

        var said = await quarantine.CloseAsync(Orders, Load, first with { How = QuarantineEnd.Discarded, By = "bob" }, Ct);

        Assert.Equal(first, said);
        Assert.DoesNotContain(Directory.GetFiles(Entry), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_load_without_an_entry_is_not_closed() =>
        Assert.Null(await quarantine.CloseAsync(
            Orders, Load, new QuarantineClosure(QuarantineEnd.Discarded, "ada", null, Reason().At, null), Ct));

    private async Task<string> PutFileAsync(string file, QuarantineReason reason)
    {
        using var entry = quarantine.Begin(Orders, Load);
        await entry.AddFileAsync(file, Path.GetFileName(file), Ct);
        return await entry.CompleteAsync(reason, Ct);
    }

    private static QuarantineReason Reason() => new()
    {
        LoadId = Load,
        Dataset = Orders,
        FileName = "orders.csv",
        Sha256 = LakeFixture.HashOf("bad"),
        Bytes = 3,
        Kind = QuarantineKind.File,
        Reason = "no column order_id",
        At = new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero),
    };
}
