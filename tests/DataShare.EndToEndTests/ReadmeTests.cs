using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>The commands of the README and of the pages in docs/ work unchanged, and print the shown output.</summary>
public sealed class ReadmeTests
{
    private static string Readme => File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    /// <summary>The README, and each page with a <c>```console</c> block.</summary>
    public static TheoryData<string> Pages =>
    [
        "README.md",
        .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md")
            .Where(page => new ConsolePage(File.ReadAllText(page)).Steps.Count > 0)
            .Select(page => Path.GetRelativePath(Repository.Root, page)),
    ];

    [Theory]
    [InlineData("dotnet run -c Release --project jobs -- demo")]
    [InlineData("dotnet test")]
    public void The_readme_begins_with_the_two_commands(string command) =>
        Assert.Contains(Readme.Split('\n'), line => line.TrimStart(' ', '$').TrimEnd() == command);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_prints_the_output_on_the_page(string page)
    {
        var console = new ConsolePage(await File.ReadAllTextAsync(Path.Combine(Repository.Root, page), TestContext.Current.CancellationToken));
        Assert.Contains(console.Steps, s => s.Command.StartsWith("datashare ", StringComparison.Ordinal));

        var printed = await console.RunAsync();

        var others = console.Steps.Zip(printed)
            .Where(s => !ShownOutput.IsOf(s.First.Shown, s.Second))
            .Select(s => $"$ {s.First.Command}\n--- the page shows\n{s.First.Shown}--- it prints\n{s.Second}")
            .ToList();
        Assert.True(others.Count == 0, string.Join("\n", others));
    }

    [Theory]
    [InlineData("landed  01M82C0… in 2 parts", "landed 01M82C01JC01KNP3VPM0YM633F\n  in 2 parts\n", true)]
    [InlineData("since 2026-07-01 08:12Z", "since 2027-08-02 09:13Z", true)]
    [InlineData("made a\n…\nmade z", "made a\nmade b\nmade z\n", true)]
    [InlineData("2 rows", "3 rows", false)]
    [InlineData("2 rows", "2 rows, 1 rejected", false)]
    [InlineData("", "a warning", false)]
    public void The_output_on_a_page_equals_the_printed_one_except_for_ids_times_and_omissions(string shown, string printed, bool isOf) =>
        Assert.Equal(isOf, ShownOutput.IsOf(shown, printed));
}
