using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace DataShare.Lake;

/// <summary>
/// A Parquet file that somebody else wrote, read a row group and a column at a time. Every fault of the file is
/// an <see cref="InvalidDataException"/> that says what is wrong with it.
/// </summary>
public sealed class ParquetInput : IAsyncDisposable
{
    private readonly ParquetReader reader;

    private ParquetInput(ParquetReader reader)
    {
        this.reader = reader;
        Columns = [.. reader.Schema.Fields.Select(ParquetInputColumn.From)];
    }

    /// <summary>The top-level columns, in the file's order.</summary>
    public IReadOnlyList<ParquetInputColumn> Columns { get; }

    /// <summary>What the file's writer noted in it.</summary>
    public IReadOnlyDictionary<string, string> Metadata => reader.CustomMetadata;

    public int RowGroups => reader.RowGroupCount;

    /// <exception cref="InvalidDataException">The file is not readable as Parquet.</exception>
    public static Task<ParquetInput> OpenAsync(string path, CancellationToken cancellationToken) =>
        Guarded(async () =>
        {
            var reader = await ParquetReader.CreateAsync(path, new ParquetOptions(), cancellationToken);
            var widest = reader.Schema.DataFields.OfType<DecimalDataField>().Max(f => (int?)f.Precision);
            if (widest > PartSchema.NarrowDecimalPrecision)
            {
                await reader.DisposeAsync();
                reader = await ParquetReader.CreateAsync(
                    path, new ParquetOptions { UseBigDecimal = true }, cancellationToken);
            }

            return new ParquetInput(reader);
        });

    public long Rows(int group) => reader.RowGroups[group].RowCount;

    /// <summary>All values of a column in a row group: an array of the column's type and where nulls are.</summary>
    /// <exception cref="InvalidDataException">The column's pages are damaged.</exception>
    public Task<IParquetValues> ReadAsync(int group, ParquetInputColumn column, CancellationToken cancellationToken) =>
        Guarded(async () =>
        {
            using var rows = reader.OpenRowGroupReader(group);
            var field = column.Field ?? throw new InvalidOperationException($"Column '{column.Name}' is nested.");
            var values = await rows.ReadRawColumnDataBaseAsync(field, cancellationToken);
            return ParquetValues.Of(values, field, checked((int)rows.RowCount));
        });

    public ValueTask DisposeAsync() => reader.DisposeAsync();

    /// <summary>
    /// A damaged file makes the library throw whatever its damaged numbers lead to; all of it means the same.
    /// </summary>
    private static async Task<T> Guarded<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e is not (OperationCanceledException or InvalidDataException or OutOfMemoryException))
        {
            throw new InvalidDataException($"it is not readable as Parquet: {e.Message}", e);
        }
    }
}

/// <summary>A column of a Parquet file.</summary>
/// <param name="Name">As the file has it.</param>
/// <param name="Type">
/// The CLR type of its values (text is <see cref="ReadOnlyMemory{T}"/> of char, bytes of byte), or null when the
/// column is nested.
/// </param>
/// <param name="IsDate">For <see cref="DateTime"/>: a date without a time.</param>
/// <param name="IsUtc">For <see cref="DateTime"/>: a moment; null when the file's form does not say.</param>
public sealed record ParquetInputColumn(string Name, Type? Type, bool IsDate, bool? IsUtc)
{
    /// <summary>Of a decimal; else 0.</summary>
    public int Precision { get; private init; }

    /// <summary>Of a decimal; else 0.</summary>
    public int Scale { get; private init; }

    internal DataField? Field { get; private init; }

    /// <summary>The type as a person would say it: "text", "a timestamp in UTC", "Int32".</summary>
    public string Description => this switch
    {
        { Type: null } => "nested (a list, map or struct)",
        { IsDate: true } => "a date",
        { IsUtc: true } => "a timestamp in UTC",
        { IsUtc: false } => "a timestamp without time zone",
        _ when Type == typeof(ReadOnlyMemory<char>) => "text",
        _ when Type == typeof(ReadOnlyMemory<byte>) => "binary",
        _ => Type.Name,
    };

    internal static ParquetInputColumn From(Field field)
    {
        if (field is not DataField { IsArray: false, MaxRepetitionLevel: 0 } data)
        {
            return new ParquetInputColumn(field.Name, null, false, null);
        }

        var moment = data as DateTimeDataField;
        return new ParquetInputColumn(
            field.Name,
            data.ClrType == typeof(BigDecimal) ? typeof(UnscaledDecimal) : data.ClrType,
            moment?.DateTimeFormat == DateTimeFormat.Date,
            moment?.DateTimeFormat is null or DateTimeFormat.Impala or DateTimeFormat.Date ? null : moment.IsAdjustedToUTC)
        {
            Field = data,
            Precision = (data as DecimalDataField)?.Precision ?? 0,
            Scale = (data as DecimalDataField)?.Scale ?? 0,
        };
    }
}
