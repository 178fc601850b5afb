namespace DataShare.EndToEndTests;

/// <summary>The files that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The C# files in folders of the top level.</summary>
    public static IEnumerable<string> Sources(params string[] folders) =>
        folders.SelectMany(f => Directory.EnumerateFiles(Path.Combine(Root, f), "*.cs", SearchOption.AllDirectories));

    private static string Find()
    {
        var folder = new DirectoryInfo(SourceFolder());
        while (!File.Exists(Path.Combine(folder.FullName, "DataShare.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests are not in the repository.");
        }

        return folder.FullName;
    }

    /// <summary>The path is written into the assembly at build time, because the output can be in any folder.</summary>
    private static string SourceFolder() =>
        typeof(Repository).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
            .Cast<System.Reflection.AssemblyMetadataAttribute>()
            .Single(a => a.Key == "SourceFolder").Value!;
}
