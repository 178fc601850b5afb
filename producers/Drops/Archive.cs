namespace DataShare.Producers;

/// <summary>A dropped file whose members are the files.</summary>
internal static class Archive
{
    public static bool HasName(string name) => name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);
}
