namespace DataShare.Warehouse;

internal static class SqlName
{
    /// <summary>The one way a name gets into SQL text; double quotes are the standard's, and every engine takes them.</summary>
    public static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
