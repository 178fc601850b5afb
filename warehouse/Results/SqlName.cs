namespace DataShare.Warehouse;

internal static class SqlName
{
    /// <summary>The only way to put a name into SQL text. Double quotes are the standard, and every engine accepts them.</summary>
    public static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
