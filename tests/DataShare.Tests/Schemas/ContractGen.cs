using CsCheck;
using DataShare.Schemas;

namespace DataShare.Tests.Schemas;

/// <summary>Contracts of every shape that the reader accepts.</summary>
internal static class ContractGen
{
    private static readonly Gen<string> Words = Gen.Char["aB9 _-'\":{}[]#,&*!|>%@`\\é€中"].Array[1, 12].Select(c => new string(c));

    private static readonly Gen<string> Names = Words.Select(w => $"x{w}x");

    private static readonly Gen<ColumnType> Types = Gen.OneOf(
        Gen.Enum<ColumnKind>().Where(k => k is not ColumnKind.Decimal).Select(k => new ColumnType(k)),
        Gen.Select(Gen.Int[1, 38], Gen.Int[0, 38]).Where((p, s) => s <= p).Select((p, s) => ColumnType.Decimal(p, s)));

    private static readonly Gen<ContractColumn> Columns = Types.SelectMany(type => Gen.Select(
        Names, Gen.Bool, One<string?>(null, "restricted", "public"), Words.Null(), Rules(type), Gen.Bool,
        (name, required, classification, description, rules, inKey) => new ContractColumn
        {
            Id = "",
            Name = name,
            Type = type,
            Required = required,
            Classification = classification,
            Description = description,
            Rules = rules,
            // A placeholder; the position is set when all columns are known.
            PrimaryKeyPosition = inKey && type.Kind is not (ColumnKind.Binary or ColumnKind.Double) ? 1 : null,
        }));

    private static readonly Gen<CsvDialect> Dialects = Gen.Select(
        One(",", ";", "|", "\t", " ", "||", "~|~"), One("utf-8", "windows-1252", "utf-16"), Words.Array[0, 3], Gen.Char[".,"], Gen.Bool,
        One("dd.MM.yyyy", "yyyyMMdd").Array[0, 2], Gen.Select(One<char?>(null, '"', '\''), One<char?>(null, '\\'), One<char?>(null, '#'), Gen.Int[0, 3], Gen.Int[0, 3], Gen.Bool, Gen.Enum<BareQuoteRule>()),
        One<char?>(null, ' ', '\''),
        (delimiter, encoding, nulls, separator, header, formats, marks, thousands) => new CsvDialect
        {
            Quote = marks.Item1,
            Escape = marks.Item2,
            Comment = marks.Item3,
            SkipLines = marks.Item4,
            FooterLines = marks.Item5,
            Trim = marks.Item6,
            BareQuotes = marks.Item7,
            Thousands = thousands,
            TrueValues = [.. nulls.Select(word => "yes " + word)],
            FalseValues = [.. nulls.Select(word => "no " + word)],
            Open = DialectParts.None,
            Delimiter = delimiter,
            Encoding = encoding,
            NullValues = nulls,
            Decimal = separator,
            Header = header,
            DateFormats = formats,
            TimestampFormats = formats,
        });

    private static readonly Gen<InboxRules> Inboxes = Gen.Select(
        Dialects, One<FileFormat?>(null, FileFormat.Csv, FileFormat.Parquet), Gen.Int[0, 100_000], One<string?>(null, ".done"), Gen.Enum<DropIdentity>(),
        (csv, format, settle, marker, identity) => new InboxRules
        {
            Csv = csv,
            Format = format,
            Arrival = new ArrivalRules { Settle = TimeSpan.FromMilliseconds(settle), MarkerSuffix = marker, Identity = identity },
        });

    public static Gen<DataContract> Contracts { get; } = Gen.Select(
        Columns.Array[1, 8], Inboxes, Gen.Enum<CompatibilityMode>(), Words.Null(),
        Gen.Select(Gen.Enum<UnknownColumnRule>(), Gen.Enum<BadRowRule>(), Gen.Int[0, 1000], (u, b, p) => new ViolationRules(u, b, p / 10m)),
        Gen.Select(Gen.Enum<WriteMode>(), One("draft", "active", "deprecated", "retired"), Gen.Int[0, 99]),
        (columns, inbox, compatibility, words, onViolation, rest) =>
            Contract(columns, inbox, compatibility, words, onViolation, rest.Item1, rest.Item2, rest.Item3));

    private static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<T?> Maybe<T>(Gen<T> gen)
        where T : struct => Gen.Select(Gen.Bool, gen, (there, value) => there ? value : (T?)null);

    private static Gen<ColumnRules> Rules(ColumnType type) => type.Kind switch
    {
        ColumnKind.String => Gen.Select(Maybe(Gen.Int[0, 9]), Maybe(Gen.Int[20, 400]), One<string?>(null, "[A-Z]+\\d{2}|x"), Words.Array[1, 4].Null(), Gen.Bool)
            .Select((min, max, pattern, values, open) => new ColumnRules
            {
                MinLength = min,
                MaxLength = max,
                Pattern = pattern,
                Enum = values?.Distinct().ToArray(),
                EnumIsOpen = values is not null && open,
            }),
        ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 => Bounds("-7", "120"),
        ColumnKind.Double => Gen.Select(Bounds("-7", "120"), Gen.Bool, (rules, takes) => rules with { TakesNonFinite = takes }),
        ColumnKind.Decimal => Bounds("-0.5", "10.25"),
        ColumnKind.Date => Bounds("2020-01-01", "2026-12-31"),
        ColumnKind.Timestamp => Bounds("2020-01-01", "2026-12-31T10:00:00Z"),
        ColumnKind.TimestampLocal => Bounds("2020-01-01", "2026-12-31T10:00:00"),
        _ => Gen.Const(ColumnRules.None),
    };

    private static Gen<ColumnRules> Bounds(string low, string high) =>
        Gen.Select(Maybe(Gen.Bool), Maybe(Gen.Bool), (min, max) => new ColumnRules
        {
            Minimum = min is null ? null : new RuleBound(low, min.Value),
            Maximum = max is null ? null : new RuleBound(high, max.Value),
        });

    private static DataContract Contract(
        ContractColumn[] columns, InboxRules inbox, CompatibilityMode compatibility, string? words, ViolationRules onViolation, WriteMode mode, string status, int version)
    {
        var position = 0;
        var complete = columns.DistinctBy(c => c.Name.ToUpperInvariant()).Select((c, i) => c with
        {
            Id = $"c{i}",
            PrimaryKeyPosition = c.PrimaryKeyPosition is null ? null : ++position,
            Required = c.Required || c.PrimaryKeyPosition is not null,
        }).ToList();
        var write = mode is WriteMode.Merge && position == 0 ? WriteMode.Append : mode;
        var marker = complete.FirstOrDefault(c => c is { Type.Kind: ColumnKind.String, Rules.Enum: null });
        return new DataContract
        {
            Dataset = DatasetName.Parse("any"),
            Version = new ContractVersion(version, version / 2, version % 7),
            Title = words,
            Team = words,
            Status = status,
            Columns = complete,
            Inbox = inbox,
            Compatibility = compatibility,
            OnViolation = onViolation,
            Write = new WriteRules(write, write is WriteMode.Merge && marker is not null ? new DeleteMarker(marker.Name, words ?? "D") : null),
            Quality = [new QualityRule("rowCount", "mustBeGreaterThan", "0", []), new QualityRule("duplicateValues", "mustBe", "0", [complete[0].Name]), new QualityRule("sql", "mustBe", words ?? "1", [], "select 1")],
            ServiceLevels = [new ServiceLevel("frequency", "1", words)],
            SourceFile = "any.yaml",
            SourceText = "",
        };
    }
}
