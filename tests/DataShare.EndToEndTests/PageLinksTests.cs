using System.Text.RegularExpressions;
using Xunit;

namespace DataShare.EndToEndTests;

/// <summary>Every link from the README or a page in docs/ to a file of the repository leads to an existing file and heading.</summary>
public sealed partial class PageLinksTests
{
    public static TheoryData<string> Pages =>
    [
        "README.md",
        .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(page => Path.GetRelativePath(Repository.Root, page)),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_relative_link_leads_to_a_file_and_a_heading(string page)
    {
        var path = Path.Combine(Repository.Root, page);

        var broken = Links(File.ReadAllText(path)).Where(link => !Exists(path, link)).ToList();

        Assert.True(broken.Count == 0, string.Join("\n", broken));
    }

    [Fact]
    public void The_readme_leads_to_every_page()
    {
        var linked = Links(File.ReadAllText(Path.Combine(Repository.Root, "README.md")))
            .Select(link => link.Split('#')[0])
            .ToHashSet(StringComparer.Ordinal);

        var pages = Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(page => "docs/" + Path.GetFileName(page));

        Assert.DoesNotContain(pages, page => !linked.Contains(page));
    }

    [Theory]
    [InlineData("# A page\n\n## A *full* disk, a `missing` right\n", "a-full-disk-a-missing-right", true)]
    [InlineData("## One\n\n## One\n", "one-1", true)]
    [InlineData("## [Settings](settings.md)\n", "settings", true)]
    [InlineData("```sh\n# settings\n```\n", "settings", false)]
    [InlineData("# Limits\n", "limit", false)]
    public void An_anchor_has_the_form_that_github_gives_a_heading(string markdown, string anchor, bool exists) =>
        Assert.Equal(exists, Anchors(markdown).Contains(anchor));

    private static bool Exists(string page, string link)
    {
        var (file, anchor) = link.Split('#', 2) is [var before, var after] ? (before, after) : (link, null);
        var target = file.Length == 0 ? page : Path.GetFullPath(file, Path.GetDirectoryName(page)!);
        return anchor is null
            ? File.Exists(target) || Directory.Exists(target)
            : File.Exists(target) && Anchors(File.ReadAllText(target)).Contains(anchor);
    }

    private static IEnumerable<string> Links(string markdown) =>
        Link().Matches(Code().Replace(markdown, ""))
            .Select(link => link.Groups["to"].Value)
            .Where(to => !to.Contains("://", StringComparison.Ordinal));

    private static HashSet<string> Anchors(string markdown)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match heading in Heading().Matches(CodeBlock().Replace(markdown, "")))
        {
            var text = Link().Replace(heading.Groups["text"].Value, "${label}");
            var anchor = NotInAnchors().Replace(text, "").Trim().Replace(' ', '-').ToLowerInvariant();
            for (var n = 1; !anchors.Add(n == 1 ? anchor : $"{anchor}-{n - 1}"); n++)
            {
            }
        }

        return anchors;
    }

    [GeneratedRegex(@"\[(?<label>[^\]]*)\]\((?<to>[^)\s]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex(@"^ *```.*?^ *```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(@"^ *```.*?^ *```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^#+ (?<text>[^\n]*)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}_ -]", RegexOptions.CultureInvariant)]
    private static partial Regex NotInAnchors();
}
