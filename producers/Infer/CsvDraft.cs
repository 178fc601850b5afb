using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Makes a contract's columns, and the rest of its dialect, of what a CSV file's rows have in common.</summary>
internal sealed class CsvDraft(CsvProfile profile, CsvDialect guess)
{
    /// <summary>With fewer rows nobody can tell few values from few rows.</summary>
    private const int RowsForAnEnum = 100;

    private static readonly int[] Lengths = [10, 20, 50, 100, 200, 500, 1000, 2000, 4000];

    private readonly List<string> remarks = [];
    private readonly HashSet<string> dateFormats = new(StringComparer.Ordinal);
    private readonly HashSet<string> timestampFormats = new(StringComparer.Ordinal);

    public ContractDraft Make(DatasetName dataset, ContractVersion version)
    {
        var nulls = RealNullWords();
        foreach (var column in profile.Columns)
        {
            column.TakeNullWords(nulls);
        }

        var names = guess.Header
            ? ColumnNames.For(profile.Header)
            : [.. profile.Columns.Select((_, i) => (string.Create(CultureInfo.InvariantCulture, $"column_{i + 1}"), (string?)null))];
        var order = DayOrderOfFile();
        var hasIsoTimes = profile.Columns.Any(c => IsPlainText(c) && c.IsoTimestamp is not null);
        var types = names.Zip(profile.Columns, (n, c) => TypeOf(n.Name, c, order, hasIsoTimes)).ToList();
        var key = KeyOf(types);
        var columns = names.Zip(types, profile.Columns).Select((c, i) => Column(c.First, c.Second, c.Third, i == key)).ToList();
        Remark(columns, nulls, key);
        var csv = guess with
        {
            NullValues = ["", .. nulls],
            DateFormats = dateFormats.SetEquals(["yyyy-MM-dd"]) ? [] : [.. dateFormats],
            TimestampFormats = [.. timestampFormats],
        };
        return new ContractDraft(dataset, version, csv, columns, HasLeftOut: false, remarks);
    }

    /// <summary>The longest value, with room.</summary>
    public static int? RoomFor(int chars) => Lengths.Where(l => l >= chars).Cast<int?>().FirstOrDefault();

    /// <summary>The values of a text column, where they are few among many rows.</summary>
    public static IReadOnlyList<string>? EnumOf(ColumnProfile column) =>
        column.Values >= RowsForAnEnum && column.Distinct is { Count: > 1 } values ? values : null;

    private static bool IsPlainText(ColumnProfile column) =>
        column.Numbers.Type is null && !column.Booleans.IsBoolean && column.Dates == 0;

    /// <summary>Words for null are those that stand among values which are no texts.</summary>
    private List<string> RealNullWords() =>
        [.. ColumnProfile.NullWords.Where((_, i) => profile.Columns.Any(c => c.IsTyped && c.CountOf(i) > 0))];

    /// <summary>What the columns prove together; none when they contradict each other.</summary>
    private DayOrder DayOrderOfFile()
    {
        var proofs = profile.Columns
            .Where(c => c.Values > 0)
            .SelectMany(c => new[] { TimeForm.Proof(TimeForm.Dates, c.Dates), TimeForm.Proof(TimeForm.Timestamps, c.Timestamps) })
            .Where(o => o is not DayOrder.None)
            .Distinct()
            .ToList();
        return proofs is [var only] ? only : DayOrder.None;
    }

    private ColumnType TypeOf(string name, ColumnProfile column, DayOrder order, bool hasIsoTimes)
    {
        if (column.Values == 0)
        {
            return new ColumnType(ColumnKind.String);
        }

        if (column.Booleans.IsBoolean)
        {
            return new ColumnType(ColumnKind.Boolean);
        }

        if (column.Numbers.Type is { } number)
        {
            return number;
        }

        if (column.IsoTimestamp is { } iso)
        {
            if (column.HasMixedOffsets)
            {
                remarks.Add($"Some timestamps of '{name}' have an offset and some have not: those without are taken as UTC.");
            }

            return new ColumnType(iso);
        }

        if (Time(name, TimeForm.Dates, column.Dates, order, dateFormats))
        {
            return new ColumnType(ColumnKind.Date);
        }

        // With a format of its own in the dialect, a timestamp in ISO 8601 would be none.
        if (!hasIsoTimes && Time(name, TimeForm.Timestamps, column.Timestamps, order, timestampFormats))
        {
            return new ColumnType(ColumnKind.TimestampLocal);
        }

        return new ColumnType(column.IsUuid ? ColumnKind.Uuid : ColumnKind.String);
    }

    private bool Time(string name, IReadOnlyList<TimeForm> forms, uint possible, DayOrder order, HashSet<string> formats)
    {
        if (TimeForm.Choose(forms, possible, order) is { } form)
        {
            formats.Add(form.Format);
            return true;
        }

        if (possible != 0)
        {
            remarks.Add($"'{name}' looks like dates, but nothing tells whether the day or the month stands first: taken as text. Give the format in dateFormats or timestampFormats.");
        }

        return false;
    }

    /// <summary>The first column without nulls whose values all differ; numbers of things and names, not amounts or times.</summary>
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

    private static DraftColumn Column((string Name, string? Alias) name, ColumnType type, ColumnProfile column, bool isKey)
    {
        var isText = type.Kind is ColumnKind.String && column.Values > 0;
        return new DraftColumn(
            name.Name,
            name.Alias,
            type,
            Required: column is { Nulls: 0, Values: > 0 },
            isKey,
            isText ? RoomFor(column.LongestChars) : null,
            isText && !isKey ? EnumOf(column) : null);
    }

    private void Remark(List<DraftColumn> columns, List<string> nulls, int? key)
    {
        DraftRemarks.AddTo(remarks, columns, profile.Columns, key);
        if (!guess.Header)
        {
            remarks.Add("The file has no header: its columns have numbers for names, and are known by their order.");
        }

        if (nulls.Count > 0)
        {
            remarks.Add($"{string.Join(", ", nulls)} is taken for null, in all columns.");
        }

        if (profile.Broken > 0)
        {
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{profile.Broken:N0} rows are broken or have more or fewer fields than the header; they were left out, and a file like this would have them rejected."));
        }
    }
}
