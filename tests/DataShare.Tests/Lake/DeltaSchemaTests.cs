using DataShare.Lake;
using DataShare.Schemas;
using DataShare.TestKit;
using Xunit;

namespace DataShare.Tests.Lake;

public sealed class DeltaSchemaTests : IDisposable
{
    private readonly LakeFixture lake = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => lake.Dispose();

    [Theory]
    [InlineData(ColumnKind.Int8, "byte")]
    [InlineData(ColumnKind.Int16, "short")]
    [InlineData(ColumnKind.Int32, "integer")]
    [InlineData(ColumnKind.Int64, "long")]
    [InlineData(ColumnKind.Double, "double")]
    [InlineData(ColumnKind.Boolean, "boolean")]
    [InlineData(ColumnKind.String, "string")]
    [InlineData(ColumnKind.Uuid, "string")]
    [InlineData(ColumnKind.Date, "date")]
    [InlineData(ColumnKind.Timestamp, "timestamp")]
    [InlineData(ColumnKind.TimestampLocal, "timestamp_ntz")]
    [InlineData(ColumnKind.Binary, "binary")]
    public async Task A_contract_type_has_its_Delta_type(ColumnKind kind, string type)
    {
        await lake.CommitAsync(lake.Draft("a", LakeFixture.Contract(more: LakeFixture.Column("it", new(kind)))));
        Assert.Equal(type, Replay().Columns.Single(c => c.Name == "it").Type);
    }

    [Fact]
    public void The_schema_has_the_form_of_the_protocol() => Assert.Equal(
        """
        {"type":"struct","fields":[{"name":"amount","type":"decimal(18,2)","nullable":true,"metadata":{"datashare.columnId":"id-amount","comment":"in \"€\""}},{"name":"_load_id","type":"string","nullable":true,"metadata":{}},{"name":"_source_row","type":"long","nullable":true,"metadata":{}}]}
        """,
        DeltaSchema.Merge(
            null,
            LakeFixture.Contract() with { Columns = [LakeFixture.Column("amount", ColumnType.Decimal(18, 2), "in \"€\"")] },
            mayReword: true));

    [Fact]
    public async Task Statistics_of_every_type_have_the_form_of_the_protocol()
    {
        var contract = LakeFixture.Contract(
            more:
            [
                LakeFixture.Column("amount", ColumnType.Decimal(18, 2)), LakeFixture.Column("weight", new(ColumnKind.Double)),
                LakeFixture.Column("day", new(ColumnKind.Date)), LakeFixture.Column("at", new(ColumnKind.Timestamp)),
                LakeFixture.Column("local", new(ColumnKind.TimestampLocal)), LakeFixture.Column("paid", new(ColumnKind.Boolean)),
            ]);
        var draft = lake.Draft("a", contract);
        var time = new DateTime(2026, 1, 31, 10, 0, 0, DateTimeKind.Unspecified).AddMicroseconds(1999);
        var part = draft.Parts[0] with
        {
            Columns = new Dictionary<string, ColumnStatistics>
            {
                ["status"] = new(0, new string('a', 40), new string('z', 40)),
                ["amount"] = new(0, -1.50m, 12.5m),
                ["weight"] = new(0, 0.5, double.PositiveInfinity),
                ["day"] = new(0, new DateOnly(2026, 1, 31), new DateOnly(2026, 2, 1)),
                ["at"] = new(0, time, time),
                ["local"] = new(2, time, time),
                ["paid"] = new(0, false, true),
            },
        };
        await lake.CommitAsync(draft with { Parts = [part] });

        _ = Replay();
        var entry = await File.ReadAllTextAsync(Path.Combine(lake.LogFolder, $"{0:D20}.json"), Ct);
        Assert.Contains("""\"at\":\"2026-01-31T10:00:00.001Z\",\"local\":\"2026-01-31T10:00:00.001\"}""", entry, StringComparison.Ordinal);
        Assert.Contains($"\\\"{new string('a', 32)}\\\",\\\"amount\\\":-1.50", entry, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_added_column_becomes_a_metaData_action_and_a_contract_that_changes_nothing_does_not()
    {
        await lake.CommitAsync(lake.Draft("a"));
        await lake.CommitAsync(lake.Draft("b", LakeFixture.Contract("1.0.1")));
        await lake.CommitAsync(lake.Draft("c", LakeFixture.Contract("1.1.0", more: LakeFixture.Column("country", new(ColumnKind.String)))));

        Assert.Equal([true, false, true], Enumerable.Range(0, 3).Select(HasMetaData));
        Assert.Equal(["order_id", "status", "country", "_load_id", "_source_row"], Replay().Columns.Select(c => c.Name));
    }

    [Fact]
    public async Task An_older_contract_removes_nothing_from_the_schema()
    {
        var described = LakeFixture.Column("country", new(ColumnKind.String), "new words");
        await lake.CommitAsync(lake.Draft("a", LakeFixture.Contract("1.2.0", more: described)));
        await lake.CommitAsync(lake.Draft("b", LakeFixture.Contract("1.1.0", more: described with { Description = "old words" })));
        await lake.CommitAsync(lake.Draft("c"));

        Assert.Equal([true, false, false], Enumerable.Range(0, 3).Select(HasMetaData));
        Assert.Equal("new words", Replay().Columns.Single(c => c.Name == "country").Metadata.GetProperty("comment").GetString());
    }

    [Fact]
    public async Task A_timestamp_without_zone_added_later_raises_the_protocol()
    {
        await lake.CommitAsync(lake.Draft("a"));
        Assert.Equal(2, Replay().Protocol.GetProperty("minWriterVersion").GetInt32());

        await lake.CommitAsync(lake.Draft("b", LakeFixture.Contract("1.1.0", more: LakeFixture.Column("local", new(ColumnKind.TimestampLocal)))));

        Assert.Equal(7, Replay().Protocol.GetProperty("minWriterVersion").GetInt32());
        Assert.Equal(2, await lake.CommitAsync(lake.Draft("c")));
    }

    [Fact]
    public async Task A_column_of_another_type_is_refused()
    {
        await lake.CommitAsync(lake.Draft("a"));
        var contract = LakeFixture.Contract() with { Columns = [LakeFixture.Column("order_id", new(ColumnKind.String))] };

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => lake.Table.CommitAsync(lake.Draft("b", contract), Ct).AsTask());

        Assert.Contains("'order_id'", e.Message, StringComparison.Ordinal);
        Assert.Equal(0, await lake.Table.VersionAsync(Ct));
    }

    private DeltaLogReplay Replay() => DeltaLogReplay.FromStart(lake.Table.Folder);

    private bool HasMetaData(int version) =>
        File.ReadLines(Path.Combine(lake.LogFolder, $"{version:D20}.json")).Any(l => l.StartsWith("{\"metaData\"", StringComparison.Ordinal));
}
