using System.Text;

namespace DataShare.Warehouse;

/// <summary>
/// The script that an administrator runs once, with sqlcmd: it makes the database, the service's login with minimal
/// rights, and the readers' roles. It can be run again.
/// </summary>
internal static class SetupScript
{
    /// <summary>
    /// Batches separated by lines <c>go</c>; sqlcmd replaces <c>DATABASE</c>, <c>LOGIN</c> and <c>PASSWORD</c>.
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
