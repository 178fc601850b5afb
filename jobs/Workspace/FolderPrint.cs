using System.Globalization;

namespace DataShare.Jobs;

/// <summary>Tells two states of folders apart without reading their files.</summary>
internal static class FolderPrint
{
    private static readonly EnumerationOptions Visible = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
    };

    /// <summary>Names, sizes and times of all files below them; a folder that is not there has none.</summary>
    /// <exception cref="IOException">A folder cannot be looked into.</exception>
    public static string Of(params IEnumerable<string> folders) => string.Join('\n', folders
        .Where(Directory.Exists)
        .SelectMany(f => new DirectoryInfo(f).EnumerateFiles("*", Visible))
        .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.FullName}|{f.Length}|{f.LastWriteTimeUtc.Ticks}"))
        .Order(StringComparer.Ordinal));
}
