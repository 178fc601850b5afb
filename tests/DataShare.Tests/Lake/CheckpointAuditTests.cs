using System.Text.Json;
using DataShare.Lake;
using Xunit;

namespace DataShare.Tests.Lake;

/// <summary>A checkpoint says what the log says, and a difference is found.</summary>
public sealed class CheckpointAuditTests
{
    [Fact]
    public void Every_fact_comes_through_a_checkpoint()
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "b" };
        LogLine[] lines =
        [
            new() { Protocol = new() { MinReaderVersion = 3, MinWriterVersion = 7, ReaderFeatures = ["timestampNtz"], WriterFeatures = ["timestampNtz", "appendOnly"] } },
            new()
            {
                MetaData = new()
                {
                    Id = "id", Name = "name", Description = "words", Format = new() { Provider = "orc", Options = map },
                    SchemaString = "{}", PartitionColumns = ["p"], Configuration = map, CreatedTime = 5,
                },
            },
            new() { Txn = new() { AppId = "x", Version = 6, LastUpdated = 7 } },
            new() { Add = new() { Path = "a", PartitionValues = map, Size = 8, ModificationTime = 9, DataChange = false, Stats = "{}", Tags = map } },
            new() { Remove = new() { Path = "b", DeletionTimestamp = 10, DataChange = true } },
        ];

        var read = CheckpointMapping.Rows(State(lines), keepRemovesAfter: 9).Select(CheckpointMapping.ToLine);

        Assert.Equal(lines.Select(Json), read.Select(Json));
        Assert.Equal(lines.SkipLast(1).Select(Json), CheckpointMapping.Rows(State(lines), keepRemovesAfter: 10).Select(CheckpointMapping.ToLine).Select(Json));

        static string Json(LogLine line) => JsonSerializer.Serialize(line, DeltaJson.Lines.LogLine);
    }

    private static readonly LogLine Part = new() { Add = new() { Path = "a.parquet", Size = 9, ModificationTime = 1, DataChange = true, Tags = Hashed("1") } };
    private static readonly LogLine Drop = new() { Txn = new() { AppId = "x", Version = 1 } };
    private static readonly LogLine Gone = new() { Remove = new() { Path = "b.parquet", DataChange = true } };

    [Fact]
    public void A_checkpoint_that_says_the_same_has_no_difference() => Assert.Null(Difference(Part, Drop, Gone));

    [Fact]
    public void Removes_that_have_expired_are_no_difference() => Assert.Null(Difference(Part, Drop));

    [Fact]
    public void A_part_or_a_drop_that_differs_is_named()
    {
        Assert.Equal("its part 'a.parquet' differs from the log's", Difference(Part with { Add = Part.Add! with { Size = 8 } }, Drop));
        Assert.Equal("its part 'a.parquet' differs from the log's", Difference(Part with { Add = Part.Add! with { Tags = Hashed("2") } }, Drop));
        Assert.Equal("its drop 'x' differs from the log's", Difference(Part, Drop with { Txn = Drop.Txn! with { Version = 2 } }));
    }

    [Fact]
    public void A_part_or_a_drop_that_only_one_has_is_named()
    {
        Assert.Equal("it lacks part 'a.parquet' of the log", Difference(Drop));
        Assert.Equal("it lacks drop 'x' of the log", Difference(Part));
        Assert.Equal("it has part 'c.parquet', which is not in the log", Difference(Part, Drop, Part with { Add = Part.Add! with { Path = "c.parquet" } }));
        Assert.Equal("it has drop 'y', which is not in the log", Difference(Part, Drop, Drop with { Txn = Drop.Txn! with { AppId = "y" } }));
    }

    private static string? Difference(params LogLine[] checkpoint) => CheckpointAudit.Difference(State([Part, Drop, Gone]), State(checkpoint));

    private static TableState State(IEnumerable<LogLine> lines) => TableState.From(1, null, lines, "a file");

    private static Dictionary<string, string> Hashed(string hash) => new(StringComparer.Ordinal) { ["datashare.sha256"] = hash };
}
