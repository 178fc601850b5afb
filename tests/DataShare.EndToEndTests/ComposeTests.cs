using DataShare.TestKit;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>What docker-compose.yml promises.</summary>
public sealed class ComposeTests
{
    [Fact]
    public void Images_are_named_by_their_full_versions()
    {
        var compose = ComposeFile.Services.Values.Select(s => (string)s["image"]).Where(i => i != "datashare");
        var dockerfile = File.ReadAllLines(Path.Combine(Repository.Root, "Dockerfile"))
            .Where(l => l.StartsWith("FROM ", StringComparison.Ordinal)).Select(l => l.Split(' ')[1]).ToList();

        Assert.Equal([TestSqlServer.Image], compose.Distinct());
        Assert.Equal(2, dockerfile.Count);
        Assert.All([TestSqlServer.Image, .. dockerfile], image => Assert.Matches(@":(\d{4}-CU\d+|\d+\.\d+\.\d+)-", image));
    }

    [Fact]
    public void The_server_is_of_the_processor_that_there_is_an_image_for() =>
        Assert.All(
            ComposeFile.Services.Values.Where(s => (string)s["image"] == TestSqlServer.Image),
            s => Assert.Equal("linux/amd64", s["platform"]));

    [Fact]
    public void Logs_do_not_grow_without_end() =>
        Assert.All(ComposeFile.Services.Values, s =>
        {
            var options = (Dictionary<object, object>)((Dictionary<object, object>)s["logging"])["options"];
            Assert.Equal(("20m", "5"), (options["max-size"], options["max-file"]));
        });

    [Fact]
    public void Folders_of_the_machine_are_labelled_for_containers()
    {
        var mounts = ComposeFile.Services.Values.SelectMany(s => (List<object>)s["volumes"]).Cast<string>().Where(v => v[0] is '.' or '$').ToList();

        Assert.NotEmpty(mounts);
        Assert.All(mounts, m => Assert.Matches("[:,]z$", m));
    }
}
