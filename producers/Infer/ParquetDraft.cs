using System.Numerics;
using System.Text;
using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>Makes a contract of a Parquet file: the types are the file's, the rest is what its rows have in common.</summary>
internal sealed class ParquetDraft(ParquetInput input) : IDisposable
{
    private const int RowsAtOnce = 8192;

    private readonly List<string> remarks = [];
    private readonly List<(ParquetInputColumn Column, ColumnType Type, ColumnProfile Profile)> columns = [];
    private byte[] text = new byte[1024];
    private bool hasLeftOut;

    public long Rows { get; private set; }

    public ContractDraft Make(
        DatasetName dataset, ContractVersion version, Action<int>? onGroup, CancellationToken cancellationToken)
    {
        Choose();
        for (var group = 0; group < input.RowGroups; group++)
        {
            Rows += input.Rows(group);
            foreach (var (column, _, profile) in columns)
            {
                using var values = input.Read(group, column, RowsAtOnce);
                Take(values, column, profile);
                cancellationToken.ThrowIfCancellationRequested();
            }

            onGroup?.Invoke(group + 1);
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
                columns.Add((column, type, new ColumnProfile((byte)'.')));
            }
            else
            {
                hasLeftOut = true;
                remarks.Add($"{SourceProblem.Quote(column.Name)} is {column.Description}, which no column of a contract can be: it is left out, and so are other columns that the contract does not have.");
            }
        }

        if (columns.Count == 0)
        {
            throw new ProducerException("The file has no column that a contract can have. Nothing was written.");
        }
    }

    /// <summary>What the contract's type is called for a type of the file; null when there is none.</summary>
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

    private void Take(IParquetValues values, ParquetInputColumn column, ColumnProfile profile)
    {
        switch (values)
        {
            case ParquetValues<ReadOnlyMemory<char>> texts:
                Each(texts, profile, v => profile.AddValue(Utf8(v.Span)));
                break;
            case ParquetValues<sbyte> v: Whole(v, profile); break;
            case ParquetValues<byte> v: Whole(v, profile); break;
            case ParquetValues<short> v: Whole(v, profile); break;
            case ParquetValues<ushort> v: Whole(v, profile); break;
            case ParquetValues<int> v: Whole(v, profile); break;
            case ParquetValues<uint> v: Whole(v, profile); break;
            case ParquetValues<long> v: Whole(v, profile); break;
            case ParquetValues<ulong> v: Whole(v, profile); break;
            case ParquetValues<Guid> v: Each(v, profile, id => profile.CountValue(BitConverter.ToUInt64(id.ToByteArray()) ^ (BitConverter.ToUInt64(id.ToByteArray(), 8) * 31))); break;
            case ParquetValues<double> v: Each(v, profile, n => Count(profile, double.IsFinite(n), column)); break;
            case ParquetValues<float> v: Each(v, profile, n => Count(profile, float.IsFinite(n), column)); break;
            case ParquetValues<DateTime> v: Each(v, profile, t => Count(profile, t.Ticks % TimeSpan.TicksPerMicrosecond == 0, column)); break;
            case ParquetValues<bool> v: Each(v, profile, _ => profile.CountValue(null)); break;
            case ParquetValues<decimal> v: Each(v, profile, _ => profile.CountValue(null)); break;
            case ParquetValues<UnscaledDecimal> v: Each(v, profile, _ => profile.CountValue(null)); break;
            case ParquetValues<DateOnly> v: Each(v, profile, _ => profile.CountValue(null)); break;
            case ParquetValues<ReadOnlyMemory<byte>> v: Each(v, profile, _ => profile.CountValue(null)); break;
            default: throw new InvalidOperationException($"No profile for values of {column.Type?.Name}.");
        }
    }

    private static void Whole<T>(ParquetValues<T> values, ColumnProfile profile)
        where T : struct, IBinaryInteger<T> => Each(values, profile, v => profile.CountValue(ulong.CreateTruncating(v)));

    private static void Each<T>(ParquetValues<T> values, ColumnProfile profile, Action<T> take)
        where T : struct
    {
        for (var row = 0; row < values.Rows; row++)
        {
            if (values.Next(out var value))
            {
                take(value);
            }
            else
            {
                profile.AddNull();
            }
        }
    }

    private void Count(ColumnProfile profile, bool fits, ParquetInputColumn column)
    {
        profile.CountValue(null);
        var remark = $"{SourceProblem.Quote(column.Name)} has values that no column of a contract holds (not a number, infinite, or below a microsecond): rows with them are rejected.";
        if (!fits && !remarks.Contains(remark))
        {
            remarks.Add(remark);
        }
    }

    private ReadOnlySpan<byte> Utf8(ReadOnlySpan<char> value)
    {
        if (text.Length < value.Length * 3)
        {
            text = new byte[value.Length * 3];
        }

        return text.AsSpan(0, Encoding.UTF8.GetBytes(value, text));
    }

    private int? KeyOf(List<ColumnType> types) => Rows < 2
        ? null
        : columns.Index()
            .Where(c => c.Item.Profile is { Nulls: 0, Values: > 0 }
                && types[c.Index].Kind is ColumnKind.Int8 or ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 or ColumnKind.Uuid or ColumnKind.String
                && c.Item.Profile.LongestChars <= 100
                && c.Item.Profile.Unique.IsUnique())
            .Select(c => (int?)c.Index)
            .FirstOrDefault();

    private static DraftColumn Column((string Name, string? Alias) name, ColumnType type, ColumnProfile profile, bool isKey)
    {
        var isText = type.Kind is ColumnKind.String && profile.Values > 0;
        return new DraftColumn(
            name.Name,
            name.Alias,
            type,
            Required: profile is { Nulls: 0, Values: > 0 },
            isKey,
            isText ? CsvDraft.RoomFor(profile.LongestChars) : null,
            isText && !isKey ? CsvDraft.EnumOf(profile) : null);
    }
}
