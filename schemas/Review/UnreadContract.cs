namespace DataShare.Schemas;

/// <summary>A contract's file that cannot be read.</summary>
/// <param name="Dataset">The dataset of its folder; null if it is in none.</param>
/// <param name="Version">The version in its name; null if there is none.</param>
/// <param name="IsDraft">Whether its readable part has a status in which it takes no files.</param>
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
