using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Makes a contract's columns, and the rest of its dialect, from the profile of a CSV file's rows.</summary>
internal sealed class CsvDraft(CsvProfile profile, CsvShape shape)
{
    /// <summary>With fewer rows, few distinct values prove nothing.</summary>
    private const int RowsForAnEnum = 100;

    private static readonly int[] Lengths = [10, 20, 50, 100, 200, 500, 1000, 2000, 4000];

    private readonly CsvDialect guess = shape.Dialect;
    private readonly List<string> remarks = [.. shape.Remarks];
    private readonly Dictionary<int, string> whyText = [];
    private readonly HashSet<string> dateFormats = new(StringComparer.Ordinal);
    private readonly HashSet<string> timestampFormats = new(StringComparer.Ordinal);

    public ContractDraft Make(DatasetName dataset, ContractVersion version)
    {
        var nulls = RealNullWords();
        foreach (var column in profile.Columns)
        {
            column.TakeNullWords(nulls);
        }

        var names = guess.Header ? ColumnNames.For(profile.Header) : ColumnNames.InOrder(shape.Names ?? [], profile.Columns.Count);
        var order = DayOrderOfFile();
        var hasIsoTimes = profile.Columns.Any(c => IsPlainText(c) && c is { Values: > 0, Times.IsoTimestamp: not null });
        var types = profile.Columns.Select((c, i) => TypeOf(names[i].Name, i, c, order, hasIsoTimes)).ToList();
        var key = KeyOf(types);
        var columns = names.Zip(types, profile.Columns).Select((c, i) => Column(c.First, c.Second, c.Third, i == key, whyText.GetValueOrDefault(i))).ToList();
        var csv = guess with
        {
            NullValues = ["", .. nulls],
            DateFormats = dateFormats.SetEquals(["yyyy-MM-dd"]) ? [] : [.. dateFormats],
            TimestampFormats = [.. timestampFormats],
        };
        DraftRemarks.AddTo(remarks, columns, profile.Columns, key);
        remarks.AddRange(CsvRemarks.Of(profile, columns, csv, shape.Names is not null));
        return new ContractDraft(dataset, version, csv, columns, HasLeftOut: false, remarks);
    }

    /// <summary>A maximum length with room above the longest value.</summary>
    public static int? RoomFor(int chars) => Lengths.Where(l => l >= chars).Cast<int?>().FirstOrDefault();

    /// <summary>The distinct values of a text column if it has few among many rows; otherwise null.</summary>
    public static IReadOnlyList<string>? EnumOf(ColumnProfile column) =>
        column.Values >= RowsForAnEnum && column.Distinct is { Count: > 1 } values ? values : null;

    private static bool IsPlainText(ColumnProfile column) =>
        column.Numbers.Type is null && !column.Booleans.IsBoolean && !column.Times.IsDate;

    /// <summary>A word means null if it occurs in a column whose other values are not text.</summary>
    private List<string> RealNullWords() =>
        [.. ColumnProfile.NullWords.Where((_, i) => profile.Columns.Any(c => c.IsTyped && c.CountOf(i) > 0))];

    /// <summary>The order that the columns prove; none if they prove nothing or contradict each other.</summary>
    private DayOrder DayOrderOfFile()
    {
        var proofs = profile.Columns
            .Where(c => c.Values > 0)
            .SelectMany(c => new[] { TimeForm.Proof(TimeForm.Dates, c.Times.Dates), TimeForm.Proof(TimeForm.Timestamps, c.Times.Timestamps) })
            .Where(o => o is not DayOrder.None)
            .Distinct()
            .ToList();
        return proofs is [var only] ? only : DayOrder.None;
    }

    private ColumnType TypeOf(string name, int place, ColumnProfile column, DayOrder order, bool hasIsoTimes)
    {
        if (column.Values > 0 && column.Booleans.IsBoolean)
        {
            return new ColumnType(ColumnKind.Boolean);
        }

        if (column is { Values: > 0, Times.IsCompactDate: true })
        {
            remarks.Add($"'{name}' is read as dates of eight digits ({TimeForm.Compact.Format}), not as numbers.");
            dateFormats.Add(TimeForm.Compact.Format);
            return new ColumnType(ColumnKind.Date);
        }

        if (column.Values > 0 && (column.Numbers.Type ?? TimeOf(name, place, column, order, hasIsoTimes)) is { } type)
        {
            return type;
        }

        if (column.IsUuid)
        {
            return new ColumnType(ColumnKind.Uuid);
        }

        whyText.TryAdd(place, WhyText.Of(column));
        return new ColumnType(ColumnKind.String);
    }

    private ColumnType? TimeOf(string name, int place, ColumnProfile column, DayOrder order, bool hasIsoTimes)
    {
        if (column.Times.IsoTimestamp is { } iso)
        {
            if (column.Times.HasMixedOffsets)
            {
                remarks.Add($"Some timestamps of '{name}' have an offset and others do not: those without are read as UTC.");
            }

            return new ColumnType(iso);
        }

        if (Time(place, TimeForm.Dates, column.Times.Dates, order, dateFormats))
        {
            return new ColumnType(ColumnKind.Date);
        }

        if (hasIsoTimes && column.Times.Timestamps != 0)
        {
            // If the dialect had a format, timestamps in ISO 8601 would be rejected.
            whyText[place] = "its timestamps have their own format, and others in the file are in ISO 8601: a contract has formats for only one of them";
            return null;
        }

        return Time(place, TimeForm.Timestamps, column.Times.Timestamps, order, timestampFormats) ? new ColumnType(ColumnKind.TimestampLocal) : null;
    }

    private bool Time(int place, IReadOnlyList<TimeForm> forms, UInt128 possible, DayOrder order, HashSet<string> formats)
    {
        if (TimeForm.Choose(forms, possible, order) is { } form)
        {
            formats.Add(form.Format);
            return true;
        }

        if (possible != 0)
        {
            whyText[place] = TimeForm.Proof(forms, possible) is DayOrder.None
                ? "it looks like dates, but the day or the month could come first. Give the format in dateFormats or timestampFormats"
                : "its dates and those of another column have day and month in different orders, and a contract has one list of formats for all columns";
        }

        return false;
    }

    /// <summary>The first column without nulls whose values all differ, if its type fits a key: no amounts and no times.</summary>
    private int? KeyOf(List<ColumnType> types) =>
        profile.Rows < 2
            ? null
            : profile.Columns.Index()
                .Where(c => c.Item is { Nulls: 0, Values: > 0 }
                    && types[c.Index].Kind is ColumnKind.Int32 or ColumnKind.Int64 or ColumnKind.Uuid or ColumnKind.String
                    && c.Item.LongestChars <= Lengths[3]
                    && c.Item.Unique.IsUnique())
                .Select(c => (int?)c.Index)
                .FirstOrDefault();

    private static DraftColumn Column((string Name, string? Alias) name, ColumnType type, ColumnProfile column, bool isKey, string? why)
    {
        var isText = type.Kind is ColumnKind.String && column.Values > 0;
        return new DraftColumn(
            name.Name,
            name.Alias,
            type,
            Required: column is { Nulls: 0, Values: > 0 },
            isKey,
            isText ? RoomFor(column.LongestChars) : null,
            isText && !isKey ? EnumOf(column) : null,
            why)
        {
            HasNonFinite = type.Kind is ColumnKind.Double && column.Numbers.HasNonFinite,
        };
    }
}
