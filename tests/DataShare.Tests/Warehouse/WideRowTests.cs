using System.Globalization;
using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>
/// Rows of kilobytes and megabytes, with a warehouse's default memory. The parts have pages as large as those of other writers and
/// of older versions.
/// </summary>
public abstract class WideRowTests : WarehouseTestBase
{
    protected WideRowTests(TestEngine engine)
        : base(engine) => Options.MemoryLimit = null;

    [Theory]
    [InlineData(WriteMode.Append, ColumnKind.String, 122_880, 1_400)]
    [InlineData(WriteMode.Merge, ColumnKind.String, 40_000, 1_400)]
    [InlineData(WriteMode.Merge, ColumnKind.Binary, 1_000, 100_000)]
    [InlineData(WriteMode.Snapshot, ColumnKind.String, 300, 1_000_000)]
    [InlineData(WriteMode.Append, ColumnKind.String, 10, 10_000_000)]
    public async Task Rows_of_any_width_are_loaded_changed_exported_and_rebuilt(WriteMode mode, ColumnKind kind, int rows, int bytes)
    {
        var contract = Of(mode, kind);
        await Lake.DropAsync(contract, Made(kind, 0, rows, bytes, 'a'));
        await LoadAsync("wide");
        // Each load uses a new warehouse object, as after a restart. Half of the keys come again, with as many new ones.
        await Lake.DropAsync(contract, Made(kind, rows / 2, rows, bytes, 'b'));
        var summary = await LoadAsync("wide");

        var load = Assert.Single(summary.Loads);
        Assert.Equal(Counts(mode, rows), new RowCounts(load.RowsInserted, load.RowsUpdated, load.RowsDeleted));
        var expected = Expected(mode, rows, bytes);
        var file = Lake.Folder["out.parquet"];
        await NewWarehouse().ExportAsync("select id, x from wide", file, FileFormat.Parquet, Stop);
        Assert.Equal([expected], FileQuery.Rows($"select count(*), sum(octet_length(x::blob)), count(*) filter (right(x::varchar, 1) = 'b') from '{file}'"));
        Assert.Equal(expected.Split('|')[0], (await NewWarehouse().ExportAsync("select id, x from wide", Lake.Folder["out.csv"], FileFormat.Csv, Stop)).ToString(CultureInfo.InvariantCulture));
        // Values are compared once, after the rebuild, because that takes as long as a load.
        Assert.Empty((await VerifyAsync(withValues: false)).Problems);
        await new RebuildDataset(Lake.NewStore(), NewWarehouse(), TimeProvider.System, NullLogger.Instance).RunAsync(contract.Dataset, Lake.Catalog, Stop);
        Assert.Empty((await VerifyAsync(withValues: true)).Problems);
    }

    private static DataContract Of(WriteMode mode, ColumnKind kind) => mode switch
    {
        WriteMode.Append => Append("wide", "1.0.0", Column("id", ColumnKind.Int64), Column("x", kind)),
        WriteMode.Merge => Merge("wide", "1.0.0", null, Key("id"), Column("x", kind)),
        _ => Snapshot("wide", "1.0.0", Key("id"), Column("x", kind)),
    };

    /// <summary>All values differ, and end with the letter of their drop.</summary>
    private static string Made(ColumnKind kind, int first, int rows, int bytes, char last)
    {
        var text = $"rpad(i::varchar || '-', {bytes - 1}, md5(i::varchar)) || '{last}'";
        return $"select i, {(kind is ColumnKind.Binary ? $"({text})::blob" : text)} from range({first}, {first + rows}) r(i)";
    }

    private static RowCounts Counts(WriteMode mode, int rows) => mode switch
    {
        WriteMode.Append => new RowCounts(rows, 0, 0),
        WriteMode.Merge => new RowCounts(rows / 2, rows / 2, 0),
        _ => new RowCounts(rows / 2, rows / 2, rows / 2),
    };

    private static string Expected(WriteMode mode, int rows, int bytes)
    {
        var live = mode switch { WriteMode.Append => 2L * rows, WriteMode.Merge => rows * 3L / 2, _ => rows };
        return string.Create(CultureInfo.InvariantCulture, $"{live}|{live * bytes}|{rows}");
    }

    private async Task<LoadVerdict> VerifyAsync(bool withValues) =>
        await new VerifyLoads(Lake.NewStore(), NewWarehouse(), Options).RunAsync(DatasetName.Parse("wide"), Lake.Catalog, withValues, Stop);
}
