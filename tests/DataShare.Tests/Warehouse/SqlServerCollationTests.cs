using DataShare.Schemas;
using Xunit;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>A mapping means the same under every collation of the database.</summary>
public abstract class SqlServerCollationTests(string? collation) : WarehouseTestBase(new SqlServerEngine(collation: collation))
{
    /// <summary>All cases in one test, because a separate database is expensive.</summary>
    [Fact]
    public async Task Takes_text_by_its_code_points()
    {
        var samples = MappingTests.Texts.Select(t => t.Data).ToList();
        var first = Append("goods", "1.0.0", Key("id"), Column("name"));
        var second = Append("goods", "2.0.0", [Key("id"), .. samples.Select((_, i) => Column($"c{i}"))]) with
        {
            Mapping = new MajorMapping(
                MajorMappingSamples.Expressions([.. samples.Select((s, i) => ($"c{i}", s.Item2))]), MajorMapping.None.Down),
        };
        await Lake.DropAsync(first, $"values {string.Join(", ", samples.Select((s, i) => $"({i}, '{s.Item1}')"))}");
        Lake.Publish(second);
        await LoadAsync("goods");

        var found = new List<string>();
        for (var i = 0; i < samples.Count; i++)
        {
            var (name, expression, _) = samples[i];
            found.Add($"{name}: {expression} = {Assert.Single(await RowsAsync($"select c{i} from goods_v2 where id = {i}"))}");
        }

        Assert.Equal(samples.Select(s => $"{s.Item1}: {s.Item2} = {s.Item3}"), found);
    }
}

/// <summary>The server's own collation.</summary>
public sealed class SqlServerOwnCollationTests() : SqlServerCollationTests(collation: null);

/// <summary>Counts UTF-16 units; the default of servers in the United States.</summary>
public sealed class SqlServerUtf16CollationTests() : SqlServerCollationTests("SQL_Latin1_General_CP1_CI_AS");

/// <summary>Counts UTF-16 units; the upper case of i has a dot.</summary>
public sealed class SqlServerTurkishCollationTests() : SqlServerCollationTests("Turkish_CI_AS");

/// <summary>Counts code points by itself, and ignores case, accent, width and kana in comparisons.</summary>
public sealed class SqlServerLooseCollationTests() : SqlServerCollationTests("Japanese_XJIS_140_CI_AI");
