using DataShare.Schemas;

namespace DataShare.Jobs;

/// <summary>A file in the place of a contract that cannot be read as one.</summary>
/// <param name="Dataset">That its folder is of; null when it is in none.</param>
/// <param name="Version">That its name says; null when it says none.</param>
/// <param name="IsDraft">Whether what can be read of it says that it takes no files yet, or no more.</param>
public sealed record UnreadContract(string File, DatasetName? Dataset, ContractVersion? Version, bool IsDraft)
{
    public static UnreadContract Of(string file) => new(
        file,
        DatasetName.TryParse(Path.GetFileName(Path.GetDirectoryName(file))),
        ContractVersion.TryParse(Stem(Path.GetFileName(file))),
        Status(file) is not (null or "active" or "deprecated"));

    private static string Stem(string name) =>
        name.Split(".odcs", 2)[0] is var stem && stem.Length < name.Length ? stem : Path.GetFileNameWithoutExtension(name);

    private static string? Status(string file)
    {
        try
        {
            return YamlSource.Parse(System.IO.File.ReadAllText(file), file, [])?.Root.Text("status");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
