using System.Reflection;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse;

/// <summary>T-SQL of each member that makes it, for contracts of every kind and names that need quotes.</summary>
internal static class StatementSamples
{
    private const string OddName = "it's \"odd\" [no]] doubt; -- {{x}} größe 🌍";

    private static readonly SqlServerDialect Sql = new();

    /// <summary>The dialects of a server with all collations and of a server without.</summary>
    private static readonly SqlServerDialect[] Servers = [Sql, new(hasCollations: true)];

    private static readonly bool[] Either = [true, false];

    private static readonly IReadOnlyList<ColumnType> AllTypes =
    [
        .. Enum.GetValues<ColumnKind>().Where(k => k != ColumnKind.Decimal).Select(k => new ColumnType(k)),
        ColumnType.Decimal(38, 38),
        ColumnType.Decimal(1, 0),
    ];

    private static readonly IReadOnlyList<DataContract> All =
    [
        Append("orders", "1.0.0", Column("id", ColumnKind.Int64), Bounded("short", 3), Bounded("long", 4001), Restricted("email"), Restricted("age", ColumnKind.Int32)),
        Append("all-types", "2.1.0", [.. AllTypes.Select((t, i) => Column(FormattableString.Invariant($"c{i}")) with { Type = t })]),
        Append("odd", "1.0.0", Column(OddName), Column("select"), Column(new string('n', 128))),
        Merge("customers", "1.0.0", new DeleteMarker("state", "it's gone"), Key("id"), Column("state"), Restricted("email")),
        Merge("flags", "1.0.0", new DeleteMarker("gone", "true"), Key("id"), Column("gone", ColumnKind.Boolean), Column("bytes", ColumnKind.Binary)),
        Merge("keys", "1.0.0", null, Key("text", ColumnKind.String), Key("bytes", ColumnKind.Binary, 2), Key("day", ColumnKind.Date, 3)),
        Merge("odd-keys", "1.0.0", new DeleteMarker(OddName, OddName), Key("key", ColumnKind.String), Column(OddName)),
        Snapshot("products", "1.0.0", Key("sku", ColumnKind.String), Column("price", ColumnKind.Double)),
        Snapshot("rates", "1.0.0", Column("code")),
    ];

    private static readonly IReadOnlyList<DataContract> Keyed = [.. All.Where(StoredColumns.IsKeyed)];

    private static readonly IReadOnlyList<string> Tables = ["orders_v1_data", OddName];

    private static readonly IReadOnlyList<ServerColumn> Columns =
    [
        .. AllTypes.SelectMany(t => new int?[] { null, 3, 2000, 2001 }.Select(l => new ServerColumn("a", Sql.TypeOf(t, l)))),
        new(OddName, "int", IsRequired: true),
    ];

    /// <summary>Parts of statements, each with the shortest statement around it.</summary>
    private static readonly Dictionary<string, Func<string, string>> Fragments = new(StringComparer.Ordinal)
    {
        ["SessionStatements.CodePoints"] = collation => $"select 'a' collate {collation}",
        ["MergeStatements.ByCode"] = collation => $"select 'a' {collation}",
        ["MergeStatements.Stage"] = name => $"select 1 from {name}",
        ["MergeStatements.Kept"] = name => $"select 1 from {name}",
        ["ServerKey.HashColumn"] = name => $"select {name}",
        ["ServerKey.HashType"] = type => $"select cast(null as {type})",
        ["ServerKey.Hash"] = expression => $"select {expression}",
        ["TableStatements.ReaderRole"] = role => $"create role {role}",
        ["TableStatements.RestrictedReaderRole"] = role => $"create role {role}",
        ["BatchStatements.Relation"] = name => $"select 1 from {name}",
        ["ScheduleStatements.TablePrefix"] = prefix => $"select 1 from {prefix}LOCKS",
    };

    /// <summary>Calls of methods. Constants and properties need none.</summary>
    private static readonly Dictionary<string, IEnumerable<string>> Calls = new(StringComparer.Ordinal)
    {
        ["ServerKey.Hash"] = [ServerKey.Hash(["a"]), ServerKey.Hash(["a", SqlName.Quote(OddName)])],
        ["TableStatements.CreateTable"] =
        [
            .. from table in Tables
               from isColumnstore in Either
               from key in new string[][] { [], [OddName], ["a", "b"] }
               select TableStatements.CreateTable(table, Columns, key, isColumnstore),
        ],
        ["TableStatements.CreateVersionIndex"] = Tables.SelectMany(t => Either.Select(c => TableStatements.CreateVersionIndex(t, c))),
        ["TableStatements.DropFormer"] = Tables.Select(TableStatements.DropFormer),
        ["TableStatements.CreateColumnstore"] = Tables.Select(TableStatements.CreateColumnstore),
        ["TableStatements.AddColumn"] = Tables.SelectMany(t => Columns.Select(c => TableStatements.AddColumn(t, c))),
        ["TableStatements.WidenColumn"] = Tables.SelectMany(t => Columns.Select(c => TableStatements.WidenColumn(t, c))),
        ["TableStatements.CreateView"] = Tables.Select(t => TableStatements.CreateView(t, "select 1 as a")),
        ["TableStatements.HoldView"] = Tables.Select(TableStatements.HoldView),
        ["TableStatements.GrantView"] = Tables.Select(t => TableStatements.GrantView(t, TableStatements.ReaderRole)),
        ["TableStatements.Bury"] = Tables.Select(TableStatements.Bury),
        ["TableStatements.RenameColumn"] = Tables.Select(t => TableStatements.RenameColumn(t, OddName, "a")),
        ["TableStatements.Clear"] = Tables.Select(TableStatements.Clear),
        ["TableStatements.DropColumnstore"] = Tables.Select(TableStatements.DropColumnstore),
        ["TableStatements.FirstRows"] = [TableStatements.FirstRows("orders_v1")],
        ["TableStatements.AnyRow"] = Tables.Select(TableStatements.AnyRow),
        ["SessionStatements.WaitForLocks"] = [SessionStatements.WaitForLocks(TimeSpan.Zero), SessionStatements.WaitForLocks(TimeSpan.FromHours(1))],
        ["BatchStatements.Relation"] = Tables.Select(BatchStatements.Relation),
        ["BatchStatements.Keep"] = Tables.Select(t => BatchStatements.Keep(t, "select 1 as a")),
        ["BatchStatements.Drop"] = Tables.Select(BatchStatements.Drop),
        ["BatchStatements.Count"] = Tables.Select(BatchStatements.Count),
        ["BatchStatements.Rows"] = Tables.Select(BatchStatements.Rows),
        ["TableCopyStatements.Rows"] = Tables.Select(TableCopyStatements.Rows),
        ["TableCopyStatements.Make"] = Tables.Select(t => TableCopyStatements.Make(t, "code varchar(20) not null, amount decimal(38, 2)")),
        ["TableCopyStatements.Count"] = Tables.Select(TableCopyStatements.Count),
    };

    /// <summary>The members with a fragment or a call.</summary>
    public static IEnumerable<string> Names => Fragments.Keys.Union(Calls.Keys, StringComparer.Ordinal);

    public static IEnumerable<string> Views =>
        [
            .. from contract in All
               from masked in Either
               select TableStatements.CreateView(OddName, ViewSql.Select(Sql, new MajorRows(Sql, contract, [], _ => Stored(contract)), masked)),
            .. from server in Servers
               from majors in ManyMajors
               from major in majors.Newest
               from masked in Either
               select TableStatements.CreateView(OddName, ViewSql.Select(server, Rows(server, majors, major), masked)),
        ];

    public static IEnumerable<string> Batches =>
        [
            .. from contract in All
               from cleared in Either
               from stored in new IReadOnlySet<string>?[] { null, new HashSet<string>(), Stored(contract) }
               let read = new BatchRead("read", contract.Dataset, contract.Version.Major, contract.Columns, cleared)
               from run in Runs(read)
               select BatchStatements.Keep(read.Name, BatchSql.Select(Sql, read, run, BatchSql.RowsOf(Sql, read, _ => stored))),
            .. from server in Servers
               from majors in ManyMajors
               from major in majors.Newest
               let read = new BatchRead("read", major.Dataset, major.Version.Major, major.Columns) { Majors = majors }
               from run in Runs(read)
               select BatchStatements.Keep(
                   read.Name, BatchSql.Select(server, read, run, BatchSql.RowsOf(server, read, table => Stored(majors.Find(table.Major)!)))),
        ];

    /// <summary>Runs with new versions of all tables, of each table alone, and of none.</summary>
    private static IEnumerable<ConsumerRun> Runs(BatchRead read) =>
        from moving in read.Tables.Select(t => (Func<LakeTableId, bool>)(o => o == t)).Append(_ => true).Append(_ => false)
        select new ConsumerRun(
            "feed", 1, [.. read.Tables.Select(t => new TableRange(t, -1, moving(t) ? long.MaxValue : -1))], 1, RunStatus.Started, default, null, 0, null);

    /// <summary>Every kind of expression, every write mode, rows with and without a key, and a mapping over two majors.</summary>
    private static IReadOnlyList<DatasetMajors> ManyMajors { get; } =
        [.. Either.Select(MajorMappingSamples.Majors), AsSnapshots(MajorMappingSamples.Majors(isKeyed: true))];

    private static DatasetMajors AsSnapshots(DatasetMajors majors) =>
        majors with { Newest = [.. majors.Newest.Select(c => c with { Write = new WriteRules(WriteMode.Snapshot) })] };

    private static MajorRows Rows(SqlServerDialect server, DatasetMajors majors, DataContract major) =>
        new(server, major, majors.SourcesOf(major.Version.Major), table => Stored(majors.Find(table.Major)!));

    private static HashSet<string> Stored(DataContract contract) =>
        StoredColumns.Of(contract).Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The statements of a member, <c>Type.Member</c>; none if it has no sample.</summary>
    public static IReadOnlyList<string> Of(string member)
    {
        var wrap = Fragments.GetValueOrDefault(member, text => text);
        return [.. Texts(member).Select(wrap)];
    }

    private static IEnumerable<string> Texts(string member)
    {
        if (Calls.TryGetValue(member, out var calls))
        {
            return calls;
        }

        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.FlattenHierarchy;
        var names = member.Split('.');
        var type = typeof(SqlServerWarehouse).Assembly.GetType("DataShare.Warehouse." + names[0])!;
        return type.GetMember(names[1], MemberTypes.Field | MemberTypes.Property, all).SingleOrDefault() switch
        {
            FieldInfo field => [(string)field.GetValue(null)!],
            PropertyInfo { GetMethod.IsStatic: true } property => [(string)property.GetValue(null)!],
            PropertyInfo property => Instances(type).Select(i => (string?)property.GetValue(i)).OfType<string>(),
            _ => [],
        };
    }

    private static IEnumerable<object> Instances(Type type) =>
        type == typeof(MergeStatements) ? Keyed.Select(Alone).Concat(ManyMajors).SelectMany(m => m.Newest, (m, c) => (m, c))
            .Where(m => StoredColumns.IsKeyed(m.c))
            .SelectMany(m => Servers, (m, server) => new MergeStatements(Table(m.c), m.c, m.m, server))
        : type == typeof(SqlServerLedgerSql) ? [new SqlServerLedgerSql()]
        : [];

    private static LakeTableId Table(DataContract contract) => new(contract.Dataset, contract.Version.Major);
}
