using System.Globalization;
using DataShare.Schemas;
using static DataShare.Tests.Warehouse.Contracts;

namespace DataShare.Tests.Warehouse.Model.Majors;

/// <summary>
/// Two or three majors of one dataset. Each column has another name in each major, and keys may have another type. Rows are mapped
/// between neighbours in both directions, in one or in none: a required column without a value keeps them out until a later
/// version corrects the mapping.
/// </summary>
internal sealed class MajorContracts
{
    public const string Marker = "D";

    private readonly Dice dice;
    private readonly (WriteMode Mode, bool IsKeyed) write;
    private readonly IReadOnlyList<bool> needs;
    private readonly IReadOnlyList<bool> hasTextKey;

    private MajorContracts(Dice dice)
    {
        this.dice = dice;
        write = dice.Pick([(WriteMode.Append, false), (WriteMode.Merge, true), (WriteMode.Merge, true), (WriteMode.Merge, true), (WriteMode.Snapshot, true), (WriteMode.Snapshot, false)]);
        var majors = dice.Between(2, 3);
        needs = [.. Enumerable.Range(0, majors).Select(_ => dice.Chance(40))];
        hasTextKey = [.. Enumerable.Range(0, majors).Select(_ => dice.Chance(30))];
    }

    public static IReadOnlyList<PlannedVersion> Random(Dice dice)
    {
        var contracts = new MajorContracts(dice);
        var versions = Enumerable.Range(1, contracts.needs.Count).Select(contracts.First).ToList();
        return [.. versions, .. versions.Where(v => contracts.write.Mode is WriteMode.Append && v.Major > 1 && (v.Up is null || v.Down is null) && dice.Chance(50)).Select(contracts.Mended)];
    }

    private PlannedVersion First(int major)
    {
        // In most majors the mapping gives the required column a value; in the others the column keeps rows out.
        var (up, down) = major == 1 ? (null, null) : (Way(needs[major - 1], "u"), Way(needs[major - 2], "d"));
        return Version(Contract(major), up, down);
    }

    /// <summary>The version with the missing direction added.</summary>
    private PlannedVersion Mended(PlannedVersion version) => Version(
        version.Contract with { Version = version.Contract.Version with { Minor = 1 } }, version.Up ?? "u", version.Down ?? "d");

    private PlannedVersion Version(DataContract contract, string? up, string? down) =>
        new(contract with { Mapping = Mapping(contract.Version.Major, up, down) }, up, down);

    private string? Way(bool isNeedy, string mark) => isNeedy && dice.Chance(50) ? null : dice.Chance(60) ? mark : "";

    private DataContract Contract(int major)
    {
        var id = Key(Name("k", major), hasTextKey[major - 1] ? ColumnKind.String : ColumnKind.Int64) with { Id = "k", PrimaryKeyPosition = write.IsKeyed ? 1 : null };
        List<ContractColumn> columns = [id, Column(Name("v", major)) with { Id = "v" }, Column(Name("op", major)) with { Id = "op" }];
        if (needs[major - 1])
        {
            columns.Add(Column(Name("need", major)) with { Required = true });
        }

        var version = FormattableString.Invariant($"{major}.0.0");
        return write.Mode switch
        {
            WriteMode.Append => Append("any", version, [.. columns]),
            WriteMode.Merge => Merge("any", version, new DeleteMarker(Name("op", major), Marker), [.. columns]),
            _ => Snapshot("any", version, [.. columns]),
        };
    }

    private MajorMapping Mapping(int major, string? up, string? down) => major == 1
        ? MajorMapping.None
        : new MajorMapping(Expressions(major - 1, major, up), Expressions(major, major - 1, down));

    private Dictionary<string, MappingExpression> Expressions(int from, int to, string? way)
    {
        var texts = new List<(string, string)>();
        if (hasTextKey[from - 1] != hasTextKey[to - 1])
        {
            texts.Add((Name("k", to), $"cast({Name("k", from)} as {(hasTextKey[to - 1] ? "varchar" : "bigint")})"));
        }

        if (way is { Length: > 0 })
        {
            texts.Add((Name("v", to), $"{Name("v", from)} || '{way}'"));
        }

        if (way is not null && needs[to - 1])
        {
            texts.Add((Name("need", to), "'x'"));
        }

        return MajorMappingSamples.Expressions([.. texts]);
    }

    public static string Name(string column, int major) => column + major.ToString(CultureInfo.InvariantCulture);
}
