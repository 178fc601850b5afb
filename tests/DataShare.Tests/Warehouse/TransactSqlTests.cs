using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using DataShare.Warehouse;
using Xunit;

namespace DataShare.Tests.Warehouse;

/// <summary>
/// The grammars of all servers understand every statement that the program can send to SQL Server. Reflection finds the members of
/// the folder Statements; a member without a sample in <see cref="StatementSamples"/> fails.
/// </summary>
public sealed partial class TransactSqlTests
{
    private static readonly string Room = Folder("warehouse");

    /// <summary>
    /// The types of the folder, each in the file of its name, without the dialect: it makes parts of statements, which are in the
    /// samples of views and batches.
    /// </summary>
    private static readonly IReadOnlyList<Type> Types =
    [
        .. Directory.EnumerateFiles(Path.Combine(Room, "SqlServer", "Statements"), "*.cs").Order(StringComparer.Ordinal)
            .Where(f => Path.GetFileNameWithoutExtension(f) != nameof(SqlServerDialect))
            .Select(f => typeof(SqlServerWarehouse).Assembly.GetType($"DataShare.Warehouse.{Path.GetFileNameWithoutExtension(f)}", throwOnError: true)!),
    ];

    /// <summary>Loaded tables, as a migration names them.</summary>
    private static readonly IReadOnlyList<string> Tables =
        [new SqlServerDialect().Relation("orders_v1_data"), new SqlServerDialect().Relation("it's \"odd\" [no]] doubt")];

    public static TheoryData<string> Members { get; } = [.. Types.SelectMany(t => TextsOf(t).Select(m => Name(t, m)))];

    public static TheoryData<string> Scripts { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Room, "sql", "sqlserver"), "*.sql").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Members))]
    public void Every_server_understands(string member)
    {
        var samples = StatementSamples.Of(member);

        Assert.True(samples.Count > 0, $"{member} has no sample: give StatementSamples one, so that its text is read here.");
        Assert.Empty(samples.SelectMany(TransactSqlGrammar.Errors));
    }

    [Fact]
    public void No_sample_belongs_to_a_removed_member() =>
        Assert.Empty(StatementSamples.Names.Except(Members.Select(m => m.Data), StringComparer.Ordinal));

    [Fact]
    public void Every_server_understands_the_views() => Assert.Empty(StatementSamples.Views.SelectMany(TransactSqlGrammar.Errors));

    [Fact]
    public void Every_server_understands_the_batches() => Assert.Empty(StatementSamples.Batches.SelectMany(TransactSqlGrammar.Errors));

    /// <summary>A migration is sent in one batch, or in its parts.</summary>
    [Theory]
    [MemberData(nameof(Scripts))]
    public void Every_server_understands_the_script(string file)
    {
        var text = File.ReadAllText(Path.Combine(Room, "sql", "sqlserver", file));
        var migration = Assert.Single(Migration.Of("sqlserver"), m => m.Name + ".sql" == file);
        IReadOnlyList<string> parts = [.. migration.Parts(Tables)];

        Assert.Equal(text.Replace("\r\n", "\n", StringComparison.Ordinal), migration.Sql);
        Assert.Empty(TransactSqlGrammar.Errors(text.Replace("{table}", Tables[0], StringComparison.Ordinal)));
        Assert.Empty(parts.SelectMany(TransactSqlGrammar.Errors));
        Assert.DoesNotContain(parts, p => p.Contains("{table}", StringComparison.Ordinal));
        Assert.All(Tables, t => Assert.Equal(
            text.Contains("{table}", StringComparison.Ordinal), parts.Any(p => p.Contains(t, StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("selct 1")]
    [InlineData("select 1 from t where")]
    [InlineData("create table if not exists t (a int)")]
    public void A_server_does_not_understand_everything(string sql) => Assert.NotEmpty(TransactSqlGrammar.Errors(sql));

    /// <summary>Proves that the test above misses no type.</summary>
    [Fact]
    public void All_statements_are_in_their_folder()
    {
        var strays = Directory.EnumerateFiles(Path.Combine(Room, "SqlServer"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains(Path.DirectorySeparatorChar + "Statements" + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .SelectMany(f => Statement().Matches(File.ReadAllText(f)).Select(m => $"{Path.GetRelativePath(Room, f)}: {m.Value}"));

        Assert.Empty(strays);
    }

    [Theory]
    [InlineData("var a = \"select 1\";")]
    [InlineData("var a = $\"insert into {t} values (1)\";")]
    [InlineData("var a = \"\"\"\n    update t\n    set a = 1\n    \"\"\";")]
    [InlineData("var a = $\"drop table if exists {t}\";")]
    [InlineData("var a = \"set xact_abort on\";")]
    public void A_statement_is_recognised_by_its_beginning(string code) => Assert.Matches(Statement(), code);

    /// <summary>All non-private members that return text, including those of base types.</summary>
    private static IEnumerable<MemberInfo> TextsOf(Type type)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.FlattenHierarchy;
        var fields = type.GetFields(all).Where(f => f.FieldType == typeof(string) && !f.IsPrivate && !f.IsFamily);
        var properties = type.GetProperties(all).Where(p => p.PropertyType == typeof(string) && p.GetMethod is { IsPrivate: false, IsFamily: false });
        var methods = type.GetMethods(all).Where(m => m.ReturnType == typeof(string) && m is { IsPrivate: false, IsFamily: false, IsSpecialName: false }
            && m.DeclaringType != typeof(object));
        return [.. fields, .. properties, .. methods];
    }

    private static string Name(Type type, MemberInfo member) => $"{type.Name}.{member.Name}";

    private static string Folder(string room, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", room));

    /// <summary>A string that begins like a statement. A message may begin with the same word, but continues differently.</summary>
    [GeneratedRegex(
        """
        "\s*(?:
          select\s | insert\s+into\b | update\s+\S+\s+set\b | delete\s+from\b | delete\s+\w+\s+from\b | merge\s+into\b
          | (?:create|alter)\s+(?:or\s+alter\s+)?(?:table|view|schema|procedure|function|sequence|type|role|user|login|unique|clustered|nonclustered|index)\b
          | drop\s+(?:table|view|schema|procedure|function|sequence|type|index|role|user|login)\b
          | truncate\s+table\b | exec(?:ute)?\s+\w | declare\s+@ | if\s+(?:not\s+)?(?:exists|object_id|schema_id)\b
          | set\s+(?:xact_abort|lock_timeout|transaction|nocount|quoted_identifier|deadlock_priority)\b
          | grant\s+\w+\s+on\b | begin\s+tran | commit\s+tran | rollback\s+tran | waitfor\s | with\s+\w+\s+as\s*\(
        )
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Statement();
}
