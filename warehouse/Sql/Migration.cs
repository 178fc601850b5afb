using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace DataShare.Warehouse;

/// <summary>One numbered script of an engine, from this assembly.</summary>
/// <param name="Checksum">SHA-256 of the text with '\n' line ends, so that a checkout on Windows gives the same value.</param>
internal sealed record Migration(int Number, string Name, string Sql, string Checksum)
{
    /// <summary>All scripts of an engine (<c>sql/&lt;engine&gt;/NNNN_name.sql</c>), by number.</summary>
    public static IReadOnlyList<Migration> Of(string engine)
    {
        var assembly = typeof(Migration).Assembly;
        var prefix = $"sql/{engine}/";
        return
        [
            .. assembly.GetManifestResourceNames()
                .Select(n => (Resource: n, Path: n.Replace('\\', '/')))
                .Where(n => n.Path.StartsWith(prefix, StringComparison.Ordinal))
                .Select(n => Read(assembly, n.Resource, n.Path[prefix.Length..]))
                .OrderBy(m => m.Number),
        ];
    }

    private static Migration Read(Assembly assembly, string resource, string file)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        var sql = reader.ReadToEnd().ReplaceLineEndings("\n");
        var name = Path.GetFileNameWithoutExtension(file);
        var number = int.Parse(name.AsSpan(0, name.IndexOf('_', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
        return new Migration(number, name, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
    }
}

/// <summary>A migration that has run.</summary>
internal sealed record AppliedMigration(int Number, string Name, string Checksum);

/// <summary>Compares the migrations of a warehouse with those of this program.</summary>
internal static class MigrationPlan
{
    /// <returns>The migrations that still have to run, in order.</returns>
    /// <exception cref="WarehouseException">The warehouse is newer than the program, or a script was edited.</exception>
    public static IReadOnlyList<Migration> Pending(
        string warehouse,
        IReadOnlyList<Migration> known,
        IReadOnlyList<AppliedMigration> applied)
    {
        foreach (var done in applied)
        {
            var script = known.FirstOrDefault(m => m.Number == done.Number)
                ?? throw new WarehouseException(
                    $"The warehouse '{warehouse}' has migration {done.Name}, which this program does not know: a newer program made it. "
                    + "Nothing was changed. Use that program or a newer one.");
            if (script.Checksum != done.Checksum)
            {
                throw new WarehouseException(
                    $"Migration {done.Name} of the warehouse '{warehouse}' ran with a different text than this program has. "
                    + "Nothing was changed. A migration is never edited: use the program that was released, or load into a new file.");
            }
        }

        var numbers = applied.Select(a => a.Number).ToHashSet();
        return [.. known.Where(m => !numbers.Contains(m.Number))];
    }
}
