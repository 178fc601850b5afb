using System.Data.SqlTypes;
using System.Globalization;
using System.Numerics;
using CsCheck;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.TestKit;
using DataShare.Warehouse;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>Values that a gate appends to a part are read back unchanged.</summary>
public sealed class PartRowsRoundTripTests : IDisposable
{
    private static readonly LoadId Drop = LoadId.Parse("01JABCDEFGHJKMNPQRSTVWXYZ0");

    private readonly TemporaryFolder folder = new();

    [Fact]
    public Task Keeps_texts() => KeepsAsync(new(ColumnKind.String), Gen.String, AppendText, v => v);

    [Fact]
    public Task Keeps_small_integers() =>
        KeepsAsync(new(ColumnKind.Int8), Gen.SByte, (c, v) => ((ValueColumn<sbyte>)c).Append(v), v => (short)v);

    [Fact]
    public Task Keeps_large_integers() =>
        KeepsAsync(new(ColumnKind.Int64), Gen.Long, (c, v) => ((ValueColumn<long>)c).Append(v), v => v);

    [Fact]
    public Task Keeps_decimals() => KeepsAsync(
        ColumnType.Decimal(28, 9),
        Gen.Select(Gen.Long, Gen.Int[-999_999_999, 999_999_999], (high, low) => high + (low / 1_000_000_000m)),
        (c, v) => ((ValueColumn<decimal>)c).Append(v),
        v => v);

    [Fact]
    public Task Keeps_decimals_of_38_digits() => KeepsAsync(
        ColumnType.Decimal(38, 7),
        Gen.Select(Gen.Char['0', '9'].Array[38], Gen.Bool, (digits, negative) => (negative ? "-" : "") + new string(digits)),
        (c, v) => ((WideDecimalColumn)c).Append(BigInteger.Parse(v, CultureInfo.InvariantCulture)),
        v => SqlDecimal.Parse(v.Insert(v.Length - 7, ".")));

    [Fact]
    public Task Keeps_doubles() => KeepsAsync(
        new(ColumnKind.Double), Gen.Double.Where(double.IsFinite), (c, v) => ((ValueColumn<double>)c).Append(v), v => v);

    [Fact]
    public Task Keeps_booleans() =>
        KeepsAsync(new(ColumnKind.Boolean), Gen.Bool, (c, v) => ((ValueColumn<bool>)c).Append(v), v => v);

    [Fact]
    public Task Keeps_dates() => KeepsAsync(
        new(ColumnKind.Date),
        Gen.DateOnly,
        (c, v) => ((ValueColumn<DateOnly>)c).Append(v),
        v => v.ToDateTime(TimeOnly.MinValue));

    [Fact]
    public Task Keeps_timestamps() => KeepsAsync(
        new(ColumnKind.Timestamp),
        Microseconds.Select(ticks => new DateTime(ticks, DateTimeKind.Utc)),
        (c, v) => ((ValueColumn<DateTime>)c).Append(v),
        v => new DateTimeOffset(v));

    [Fact]
    public Task Keeps_timestamps_without_a_zone() => KeepsAsync(
        new(ColumnKind.TimestampLocal),
        Microseconds.Select(ticks => new DateTime(ticks, DateTimeKind.Unspecified)),
        (c, v) => ((ValueColumn<DateTime>)c).Append(v),
        v => v);

    [Fact]
    public Task Keeps_uuids() => KeepsAsync(new(ColumnKind.Uuid), Gen.Guid, (c, v) => AppendText(c, v.ToString()), v => v);

    [Fact]
    public Task Keeps_bytes() => KeepsAsync(
        new(ColumnKind.Binary), Gen.Byte.Array[0, 50], (c, v) => ((BinaryColumn)c).Append(v), v => v);

    public void Dispose() => folder.Dispose();

    private static Gen<long> Microseconds =>
        Gen.Long[0, DateTime.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond].Select(m => m * TimeSpan.TicksPerMicrosecond);

    private static void AppendText(ColumnBuffer column, string text) => ((TextColumn)column).Append(text);

    /// <summary>Every fourth value is null; a chunk is one row group.</summary>
    private Task KeepsAsync<T>(ColumnType type, Gen<T> gen, Action<ColumnBuffer, T> append, Func<T, object> stored)
    {
        var contract = Append("things", "1.0.0", Column("x") with { Type = type });
        return gen.Select(Gen.Int[0, 3], (value, kind) => (HasValue: kind > 0, Value: value)).Array[1, 50].Array[1, 4].SampleAsync(
            async groups =>
            {
                var rows = groups.SelectMany(g => g).ToList();
                var part = await WriteAsync(contract, groups.Select(g => g.Select<(bool HasValue, T Value), Action<ColumnBuffer>>(
                    v => v.HasValue ? c => append(c, v.Value) : c => c.AppendNull())));
                Assert.Equal(rows.Select(r => r.HasValue ? stored(r.Value) : DBNull.Value), await ReadAsync(contract, part));
            },
            iter: 20);
    }

    private async Task<LakePart> WriteAsync(DataContract contract, IEnumerable<IEnumerable<Action<ColumnBuffer>>> groups)
    {
        var path = folder[Path.GetRandomFileName()];
        await using var writer = new PartWriter(path);
        foreach (var group in groups)
        {
            var chunk = new RowChunk(contract);
            foreach (var append in group)
            {
                append(chunk.Columns[0]);
                chunk.EndRow(Drop.Value.AsMemory(), chunk.Rows + 1);
            }

            await writer.WriteAsync(chunk, CancellationToken.None);
        }

        var part = await writer.CompleteAsync();
        return new LakePart(path, part.Bytes, part.Rows);
    }

    private static async Task<IReadOnlyList<object>> ReadAsync(DataContract contract, LakePart part)
    {
        var hash = ContentHash.From(new byte[32]);
        var drop = new CommittedDrop(Drop, hash.Value, "things.csv", hash, 1, contract.Version, part.Rows, 0);
        var commit = new LakeCommit(WarehouseLake.Table(contract), 0, DateTimeOffset.UnixEpoch, [drop], [part], ReplacesAll: false);
        await using var rows = PartRows.Open([new PlacedCommit(commit, CommitPlace.Of(commit))], contract, CancellationToken.None);
        var values = new List<object>();
        while (await rows.ReadAsync(CancellationToken.None))
        {
            values.Add(rows.GetValue(0));
        }

        return values;
    }
}
