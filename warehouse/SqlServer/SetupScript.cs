using System.Text;

namespace DataShare.Warehouse;

/// <summary>
/// What an administrator runs once, with sqlcmd: the database, the service's login with the least it needs, and the
/// readers' roles. It may be run again.
/// </summary>
public static class SetupScript
{
    /// <summary>
    /// Batches separated by lines <c>go</c>; sqlcmd puts <c>DATABASE</c>, <c>LOGIN</c> and <c>PASSWORD</c> in.
    /// </summary>
    public static string SqlServer { get; } = Read("sql/setup/sqlserver.sql");

    private static string Read(string resource)
    {
        var assembly = typeof(SetupScript).Assembly;
        var name = assembly.GetManifestResourceNames().Single(n => n.Replace('\\', '/') == resource);
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
