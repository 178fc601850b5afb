using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace DataShare.Warehouse;

/// <summary>One numbered script of an engine, from this assembly.</summary>
/// <param name="Sql">The whole text.</param>
/// <param name="Checksum">SHA-256 of the text with '\n' line ends, so that a checkout on Windows gives the same value.</param>
internal sealed record Migration(int Number, string Name, string Sql, string Checksum)
{
    /// <summary>Begins a batch of its own, because SQL Server reads a whole batch before it runs the first statement.</summary>
    private const string NextBatch = "-- next batch:\n";

    private const string EachTable = "-- for each loaded table:\n";
    private const string End = "-- for the end:\n";
    private const string Table = "{table}";

    /// <summary>
    /// The parts of the script to run one after the other. After its first part a script can have one that runs for each loaded
    /// table, a statement at a time, and one that runs at the end.
    /// </summary>
    /// <param name="tables">The names of the loaded tables, as in SQL.</param>
    public IEnumerable<string> Parts(IReadOnlyList<string> tables)
    {
        var (first, rest) = Split(Sql, EachTable);
        var (each, end) = Split(rest, End);
        return [.. first.Split(NextBatch), .. tables.SelectMany(t => Statements(each).Select(s => s.Replace(Table, t, StringComparison.Ordinal))), .. Statements(end)];
    }

    private static (string Before, string After) Split(string text, string mark) =>
        text.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + mark.Length)..]) : (text, "");

    private static IEnumerable<string> Statements(string text) => text.Split(";\n").Select(s => s.Trim()).Where(s => s.Length > 0);

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
