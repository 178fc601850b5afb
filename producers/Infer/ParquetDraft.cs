using System.Globalization;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Makes a contract from a Parquet file: the types come from the file's schema, the rest from its rows.</summary>
internal sealed class ParquetDraft(ParquetInput input, UnpackBudget budget) : IDisposable
{
    private const int RowsAtOnce = 2048;

    private readonly List<string> remarks = [];
    private readonly HashSet<ColumnProfile> nonFinite = [];
    private readonly List<(ParquetInputColumn Column, ColumnType Type, ColumnProfile Profile)> columns = [];
    private bool hasLeftOut;

    public long Rows { get; private set; }

    public ContractDraft Make(
        DatasetName dataset, ContractVersion version, Action<int, int>? onColumn, CancellationToken cancellationToken)
    {
        Choose();
        Rows = Enumerable.Range(0, input.RowGroups).Sum(input.Rows);
        foreach (var (done, (column, _, profile)) in columns.Index())
        {
            Take(column, profile, cancellationToken);
            onColumn?.Invoke(done + 1, columns.Count);
        }

        var names = ColumnNames.For([.. columns.Select(c => c.Column.Name)]);
        var types = columns.Select(c => c.Type.Kind is ColumnKind.String && c.Profile.IsUuid ? new ColumnType(ColumnKind.Uuid) : c.Type).ToList();
        var key = KeyOf(types);
        var made = names.Zip(types, columns).Select((c, i) => Column(c.First, c.Second, c.Third.Profile, i == key)).ToList();
        DraftRemarks.AddTo(remarks, made, [.. columns.Select(c => c.Profile)], key);
        return new ContractDraft(dataset, version, null, made, hasLeftOut, remarks);
    }

    public void Dispose()
    {
        foreach (var (_, _, profile) in columns)
        {
            profile.Dispose();
        }
    }

    private void Choose()
    {
        foreach (var column in input.Columns)
        {
            if (TypeOf(column) is { } type)
            {
                columns.Add((column, type, new ColumnProfile(NumberForm.Plain)));
            }
            else
            {
                hasLeftOut = true;
                remarks.Add($"{SourceProblem.Quote(column.Name)} is {column.Description}, which a contract cannot express: it is left out, and so are other columns that the contract does not have.");
            }
        }

        if (columns.Count == 0)
        {
            throw new ProducerException("The file has no column that a contract can express. Nothing was written.");
        }
    }

    /// <summary>The contract's type for a type of the file; null if a contract cannot express it.</summary>
    private static ColumnType? TypeOf(ParquetInputColumn column) => column switch
    {
        { Type: null } => null,
        _ when column.Type == typeof(sbyte) => new ColumnType(ColumnKind.Int8),
        _ when column.Type == typeof(byte) || column.Type == typeof(short) => new ColumnType(ColumnKind.Int16),
        _ when column.Type == typeof(ushort) || column.Type == typeof(int) => new ColumnType(ColumnKind.Int32),
        _ when column.Type == typeof(uint) || column.Type == typeof(long) => new ColumnType(ColumnKind.Int64),
        _ when column.Type == typeof(ulong) => ColumnType.Decimal(20, 0),
        _ when column.Type == typeof(float) || column.Type == typeof(double) => new ColumnType(ColumnKind.Double),
        _ when column.Type == typeof(decimal) || column.Type == typeof(UnscaledDecimal) =>
            column is { Precision: >= 1 and <= ColumnType.MaxPrecision } && column.Scale <= column.Precision ? ColumnType.Decimal(column.Precision, column.Scale) : null,
        _ when column.Type == typeof(bool) => new ColumnType(ColumnKind.Boolean),
        _ when column.Type == typeof(DateOnly) => new ColumnType(ColumnKind.Date),
        _ when column.Type == typeof(DateTime) => new ColumnType(column.IsUtc == false ? ColumnKind.TimestampLocal : ColumnKind.Timestamp),
        _ when column.Type == typeof(Guid) => new ColumnType(ColumnKind.Uuid),
        _ when column.Type == typeof(ReadOnlyMemory<char>) => new ColumnType(ColumnKind.String),
        _ when column.Type == typeof(ReadOnlyMemory<byte>) => new ColumnType(ColumnKind.Binary),
        _ => null,
    };

    /// <summary>Reads a column like the gate: counts values that the contract's type cannot hold, and goes on.</summary>
    private void Take(ParquetInputColumn column, ColumnProfile profile, CancellationToken cancellationToken)
    {
        var reader = input.ReadAlone(column);
        var beyond = 0L;
        for (var left = Rows; left > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var batch = reader.Read((int)Math.Min(left, RowsAtOnce));
            if (batch.Rows == 0)
            {
                throw new InvalidDataException($"it is not readable as Parquet: column '{column.Name}' has fewer rows than the others");
            }

            budget.Take(batch.Rows + batch.TotalBytes());
            for (var (row, value) = (0, 0); row < batch.Rows; row++)
            {
                if (batch.IsNull(row))
                {
                    profile.AddNull();
                    continue;
                }

                beyond += IsBeyond(batch, value) ? 1 : 0;
                Take(batch, value++, profile);
            }

            left -= batch.Rows;
        }

        if (beyond > 0 && column.Kind is ParquetKind.Floating)
        {
            nonFinite.Add(profile);
        }
        else if (beyond > 0)
        {
            remarks.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{SourceProblem.Quote(column.Name)} has {beyond:N0} {(beyond == 1 ? "value" : "values")} that a contract cannot express ({BeyondWhat(column)}): rows with them are rejected."));
        }
    }

    private static void Take(ParquetBatch batch, int value, ColumnProfile profile)
    {
        switch (batch.Column.Kind)
        {
            case ParquetKind.Text:
                profile.AddValue(batch.Bytes(value));
                break;
            case ParquetKind.Integer:
                profile.CountValue((ulong)batch.Longs[value]);
                break;
            case ParquetKind.Uuid:
                profile.CountValue(BitConverter.ToUInt64(batch.Bytes(value)) ^ (BitConverter.ToUInt64(batch.Bytes(value)[8..]) * 31));
                break;
            default:
                profile.CountValue(null);
                break;
        }
    }

    private static bool IsBeyond(ParquetBatch batch, int value) => batch.Column.Kind switch
    {
        ParquetKind.Floating => !double.IsFinite(batch.Doubles[value]),
        ParquetKind.Date => !ParquetNumbers.TryDate(batch.Longs[value], out _),
        ParquetKind.Timestamp => !ParquetNumbers.TryMicroseconds(batch, value, out var microseconds) || !ParquetNumbers.TryTime(microseconds, DateTimeKind.Utc, out _),
        _ => false,
    };

    private static string BeyondWhat(ParquetInputColumn column) => column.Kind switch
    {
        ParquetKind.Date => "outside the years 1 to 9999",
        _ => "more precise than a microsecond, or outside the years 1 to 9999",
    };

    private int? KeyOf(List<ColumnType> types) => Rows < 2
        ? null
        : columns.Index()
            .Where(c => c.Item.Profile is { Nulls: 0, Values: > 0 }
                && types[c.Index].Kind is ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 or ColumnKind.Uuid or ColumnKind.String
                && c.Item.Profile.LongestChars <= 100
                && c.Item.Profile.Unique.IsUnique())
            .Select(c => (int?)c.Index)
            .FirstOrDefault();

    private DraftColumn Column((string Name, string? Alias) name, ColumnType type, ColumnProfile profile, bool isKey)
    {
        var isText = type.Kind is ColumnKind.String && profile.Values > 0;
        return new DraftColumn(
            name.Name,
            name.Alias,
            type,
            Required: profile is { Nulls: 0, Values: > 0 },
            isKey,
            isText ? CsvDraft.RoomFor(profile.LongestChars) : null,
            isText && !isKey ? CsvDraft.EnumOf(profile) : null)
        {
            HasNonFinite = nonFinite.Contains(profile),
        };
    }
}
