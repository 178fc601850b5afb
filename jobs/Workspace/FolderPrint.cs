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
        .Select(Of)
        .Order(StringComparer.Ordinal));

    /// <summary>A link is what it leads to: Kubernetes puts other files behind links that stay as they are.</summary>
    private static string Of(FileInfo file)
    {
        var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return string.Create(CultureInfo.InvariantCulture, $"{file.FullName}|{(target.Exists ? target.Length : -1)}|{target.LastWriteTimeUtc.Ticks}");
    }
}
