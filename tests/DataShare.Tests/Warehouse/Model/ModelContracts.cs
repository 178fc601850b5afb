using System.Globalization;
using DataShare.Schemas;
using DataShare.Tests.Schemas;
using Xunit;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>Contracts with every write mode, key and type, in one or more versions.</summary>
internal sealed class ModelContracts
{
    private static readonly ColumnKind[] Kinds = Enum.GetValues<ColumnKind>();

    /// <summary>The types that a key can have.</summary>
    private static readonly ColumnKind[] KeyKinds = [.. Kinds.Where(k => k is not (ColumnKind.Double or ColumnKind.Binary))];

    private static readonly (int Precision, int Scale)[] Decimals =
        [(1, 0), (4, 1), (9, 9), (10, 2), (18, 2), (19, 0), (28, 10), (29, 3), (38, 0), (38, 10), (38, 37), (38, 38)];

    /// <summary>Lengths of texts. SQL Server has bounded columns up to 2,000.</summary>
    private static readonly int?[] Bounds = [null, null, 1, 3, 20, 2000, 2001, 6000];

    private readonly Dice dice;
    private readonly EngineLimits limits;
    private readonly Queue<string> names;

    private ModelContracts(Dice dice, EngineLimits limits)
    {
        (this.dice, this.limits) = (dice, limits);
        names = new(dice.Shuffle(ColumnNames.Odd.Select((odd, i) => (Odd: odd, Plain: "n" + i.ToString(CultureInfo.InvariantCulture))))
            .Select(n => dice.Chance(30) && limits.KeptNames.Contains(n.Odd) ? n.Odd : n.Plain));
    }

    /// <summary>
    /// The first version and later ones. Each later version adds nullable columns, some with a default, changes defaults, or widens
    /// texts.
    /// </summary>
    public static IReadOnlyList<DataContract> Random(Dice dice, EngineLimits limits) => new ModelContracts(dice, limits).Versions();

    private List<DataContract> Versions()
    {
        var mode = dice.Pick([WriteMode.Append, WriteMode.Merge, WriteMode.Merge, WriteMode.Snapshot, WriteMode.Snapshot]);
        var first = First([.. Columns(mode).Select((c, i) => c with { Id = Id(i) })]);
        var versions = new List<DataContract>
        {
            first with { Write = new WriteRules(mode, mode is WriteMode.Merge && dice.Chance(60) ? Marker(first) : null) },
        };
        while (versions.Count < 3 && dice.Chance(40))
        {
            versions.Add(Later(versions[^1]));
        }

        return versions;
    }

    private static DataContract First(IReadOnlyList<ContractColumn> columns) => new()
    {
        Dataset = DatasetName.Parse("any"),
        Version = new ContractVersion(1, 0, 0),
        Columns = columns,
        Inbox = new InboxRules { Csv = new CsvDialect { NullValues = [FileFields.Null], Open = DialectParts.None } },
        OnViolation = new ViolationRules(MaxRejectPercent: 100),
        SourceFile = "",
        SourceText = "",
    };

    private List<ContractColumn> Columns(WriteMode mode)
    {
        var keys = mode switch
        {
            WriteMode.Merge => dice.Between(1, 4),
            WriteMode.Snapshot => dice.Chance(25) ? 0 : dice.Between(1, 4),
            _ => dice.Chance(70) ? 0 : dice.Between(1, 2),
        };
        var values = keys > 0 && dice.Chance(5) ? 0 : dice.Between(1, 8);
        return dice.Shuffle(Enumerable.Range(0, keys).Select(i => Key(i + 1)).Concat(Enumerable.Range(0, values).Select(_ => Value(dice.Chance(25)))).ToList());
    }

    private ContractColumn Key(int position) => Column(required: true, dice.Pick(KeyKinds)) with { PrimaryKeyPosition = position };

    private ContractColumn Value(bool required) => Column(required, dice.Chance(25) ? ColumnKind.String : dice.Pick(Kinds));

    private ContractColumn Column(bool required, ColumnKind kind)
    {
        var (precision, scale) = kind is ColumnKind.Decimal ? dice.Pick(Decimals) : default;
        return new ContractColumn
        {
            Id = "",
            Name = names.Dequeue(),
            Type = new ColumnType(kind, precision, scale),
            Required = required,
            Classification = dice.Chance(15) ? "restricted" : null,
            Rules = kind switch
            {
                ColumnKind.String => new ColumnRules { MaxLength = dice.Pick(Bounds) },
                ColumnKind.Double when limits.HoldsNonFinite => new ColumnRules { TakesNonFinite = dice.Chance(60) },
                _ => ColumnRules.None,
            },
        };
    }

    private DataContract Later(DataContract before)
    {
        var later = before.Columns.Select(c => dice.Chance(50) ? Wider(c) : c).Select(c => dice.Chance(15) ? Defaulted(c) : c).ToList();
        for (var added = dice.Between(1, 2); added > 0; added--)
        {
            var id = Id(later.Count);
            var column = Value(required: false) with { Id = id };
            later.Insert(dice.Between(0, later.Count), dice.Chance(60) ? Defaulted(column) : column);
        }

        return before with { Version = new ContractVersion(1, before.Version.Minor + 1, 0), Columns = later };
    }

    /// <summary>With a default that its own rules accept, or without one; a column of the key has none.</summary>
    private ContractColumn Defaulted(ContractColumn column) => column.PrimaryKeyPosition is not null || column.Required || dice.Chance(20)
        ? column with { Default = null }
        : column with
        {
            Default = MarkerText.Of(
                dice.Pick(ValuePools.For(column, dice, limits).Where(v => ValuePools.Fits(v, column)).DefaultIfEmpty("").ToList()), column.Type),
        };

    /// <summary>Writes the version as a contract file, and reads it like any other.</summary>
    public static DataContract Read(DataContract version, DatasetName dataset)
    {
        var yaml = ContractYaml.Write(version with { Dataset = dataset });
        var reading = ContractReader.Read(yaml, $"{dataset}/{version.Version}.odcs.yaml");
        Assert.Empty(reading.Problems);
        return reading.Contract!;
    }

    private static ContractColumn Wider(ContractColumn column) => column.Rules.MaxLength is { } most
        ? column with { Rules = column.Rules with { MaxLength = most < 2000 ? most * 5 : most < 6000 ? 6000 : null } }
        : column;

    /// <summary>A delete marker: a column, rarely of the key, and a value that rows will have, in the contract's form.</summary>
    private DeleteMarker? Marker(DataContract contract)
    {
        var columns = contract.Columns
            .Where(c => (c.PrimaryKeyPosition is null || dice.Chance(10)) && (limits.ReadsMoments || c.Type.Kind is not ColumnKind.Timestamp))
            .ToList();
        if (columns.Count == 0)
        {
            return null;
        }

        var column = dice.Pick(columns);
        var values = ValuePools.For(column, dice, limits).Select(v => MarkerText.Of(v, column.Type)).OfType<string>().ToList();
        return values.Count == 0 ? null : new DeleteMarker(column.Name, dice.Pick(values));
    }

    private static string Id(int number) => "id" + number.ToString(CultureInfo.InvariantCulture);
}
