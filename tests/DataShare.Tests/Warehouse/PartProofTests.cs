using System.Text.RegularExpressions;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>Parts whose bytes no longer match the hash in the log, in every engine.</summary>
public abstract class PartProofTests(TestEngine engine) : WarehouseTestBase(engine)
{
    private static readonly DataContract Orders = Append("orders", "1.0.0", Column("order_id", ColumnKind.Int64), Column("status"));

    [Theory]
    [InlineData("a letter is another", "its bytes have changed since it was written")]
    [InlineData("cut off", "bytes, expected")]
    [InlineData("gone", "it is missing")]
    public async Task A_changed_part_is_not_loaded_and_is_named(string damage, string found)
    {
        await Lake.DropAsync(Orders, "values (1, 'CREDIT')");
        await Lake.DropAsync(Orders, "values (2, 'CREDIT')");
        var part = (await Lake.CommitsAsync(Orders))[1].Parts[0].Path;
        await DamageAsync(part, damage);

        var refused = await Assert.ThrowsAsync<LakeCorruptException>(() => LoadAsync("orders"));

        Assert.Equal(part, refused.File);
        Assert.Contains(found, refused.Found, StringComparison.Ordinal);
        Assert.Contains("from a backup of the lake", refused.WhatToDo, StringComparison.Ordinal);
        Assert.Equal("", await NewestAsync());
    }

    [Fact]
    public async Task A_rebuild_from_a_changed_part_keeps_the_loaded_rows()
    {
        await Lake.DropAsync(Orders, "values (1, 'CREDIT')");
        await LoadAsync("orders");
        await DamageAsync((await Lake.CommitsAsync(Orders))[0].Parts[0].Path, "a letter is another");

        await Assert.ThrowsAsync<LakeCorruptException>(async () => await new RebuildDataset(
            Lake.NewStore(), NewWarehouse(), TimeProvider.System, NullLogger.Instance).RunAsync(Orders.Dataset, Lake.Catalog, Stop));

        Assert.Equal(["1|CREDIT"], await RowsAsync("select order_id, status from orders"));
    }

    [Fact]
    public async Task A_part_without_a_hash_from_an_older_version_is_loaded_if_its_size_is_right()
    {
        await Lake.DropAsync(Orders, "values (1, 'CREDIT')");
        var entry = Path.Combine(Lake.Store.Table(WarehouseLake.Table(Orders)).Folder, "_delta_log", $"{0:D20}.json");
        var text = await File.ReadAllTextAsync(entry, Stop);
        await File.WriteAllTextAsync(entry, Regex.Replace(text, ",\"(datashare.sha256|entrySha256)\":\"[0-9a-f]+\"", ""), Stop);

        Assert.Equal(1, (await LoadAsync("orders")).RowsInserted);
        Assert.Null(Assert.Single((await Lake.CommitsAsync(Orders))[0].Parts).Hash);
    }

    /// <summary>Changes a letter of a value in place: the file is still readable.</summary>
    private static async Task DamageAsync(string part, string damage)
    {
        if (damage == "gone")
        {
            File.Delete(part);
            return;
        }

        var bytes = await File.ReadAllBytesAsync(part, Stop);
        bytes[bytes.AsSpan().IndexOf("CREDIT"u8)] = (byte)'c';
        await File.WriteAllBytesAsync(part, damage == "cut off" ? bytes[..^1] : bytes, Stop);
    }
}
