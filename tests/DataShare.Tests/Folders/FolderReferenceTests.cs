using System.Runtime.CompilerServices;
using Xunit;

namespace DataShare.Tests.Folders;

/// <summary>The folders of a project are layers: a folder may use lower layers, but not the reverse.</summary>
public sealed class FolderReferenceTests
{
    [Theory]
    [InlineData("producers")]
    [InlineData("schemas")]
    [InlineData("consumers")]
    [InlineData("lake", "Parquet")]
    [InlineData("warehouse")]
    [InlineData("jobs")]
    public void References_between_folders_go_one_way(string project, string? whole = null)
    {
        var references = new SourceFolders(Path.Combine(Root(), project), TestContext.Current.CancellationToken).References(TestContext.Current.CancellationToken)
            .Select(r => r with { From = Layer(r.From, whole), To = Layer(r.To, whole) }).Where(r => r.From != r.To).ToList();

        Assert.NotEmpty(references);
        var circular = Circular(references).GroupBy(r => $"{r.From} uses {r.To}").ToList();
        Assert.True(circular.Count == 0, string.Join(Environment.NewLine, circular.OrderBy(g => g.Count()).Select(g => $"{g.Key} ({g.Count()}): {string.Join("; ", g.Take(5).Select(r => r.Where))}")));
    }

    /// <param name="whole">A folder that counts as one layer, because its subfolders use each other.</param>
    private static string Layer(string folder, string? whole) =>
        whole is not null && folder.StartsWith(whole + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? whole : folder;

    /// <summary>The references that remain after folders without references are removed until there are none.</summary>
    private static List<FolderReference> Circular(IReadOnlyList<FolderReference> references)
    {
        var left = references.ToList();
        while (left.RemoveAll(r => left.TrueForAll(l => l.From != r.To)) > 0)
        {
            // The next layer.
        }

        return left.FindAll(r => left.Exists(l => l.To == r.From));
    }

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
