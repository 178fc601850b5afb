using System.Runtime.CompilerServices;

namespace DataShare.Lake;

/// <summary>A broken rule of a rejected row, as <see cref="RejectedRowsTable"/> stores it.</summary>
/// <param name="Raw">The original record; null if unknown.</param>
public sealed record RejectedValue(QuarantinedValue Violation, string? Raw);

/// <summary>Reads the file of <see cref="RejectedRowsTable"/>, in bounded memory. Can be called concurrently.</summary>
public static class RejectedRows
{
    /// <summary>Every broken rule, in the order of the file's rows.</summary>
    /// <exception cref="InvalidDataException">The file is not readable.</exception>
    public static async IAsyncEnumerable<RejectedValue> ReadAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var input = await ParquetInput.OpenAsync(path, null, cancellationToken);
        for (var group = 0; group < input.RowGroups; group++)
        {
            using var rows = Open<long>(input, group, "row");
            using var lines = Open<long>(input, group, "line");
            using var offsets = Open<long>(input, group, "byte_offset");
            using var columns = Open<ReadOnlyMemory<char>>(input, group, "column");
            using var values = Open<ReadOnlyMemory<char>>(input, group, "value");
            using var rules = Open<ReadOnlyMemory<char>>(input, group, "rule");
            using var messages = Open<ReadOnlyMemory<char>>(input, group, "message");
            using var raws = Open<ReadOnlyMemory<char>>(input, group, "raw");
            for (var i = 0L; i < input.Rows(group); i++)
            {
                var violation = new QuarantinedValue(
                    Number(rows) ?? 0,
                    Number(lines),
                    Number(offsets),
                    Text(columns),
                    Text(values),
                    Text(rules) ?? "",
                    Text(messages) ?? "");
                yield return new RejectedValue(violation, Text(raws));
            }
        }
    }

    /// <summary>Each rejected row once, with its offset; null if rows have no offset.</summary>
    /// <exception cref="InvalidDataException">The file is not readable.</exception>
    public static async IAsyncEnumerable<(long Row, long? ByteOffset)> PlacesAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var input = await ParquetInput.OpenAsync(path, null, cancellationToken);
        var last = 0L;
        for (var group = 0; group < input.RowGroups; group++)
        {
            using var rows = Open<long>(input, group, "row");
            using var offsets = Open<long>(input, group, "byte_offset");
            for (var i = 0L; i < input.Rows(group); i++)
            {
                var (row, offset) = (Number(rows) ?? 0, Number(offsets));
                if (row != last)
                {
                    last = row;
                    yield return (row, offset);
                }
            }
        }
    }

    private static ParquetValues<T> Open<T>(ParquetInput input, int group, string name)
        where T : struct
    {
        var column = input.Columns.FirstOrDefault(c => c.Name == name)
            ?? throw new InvalidDataException($"it is not a table of rejected rows: column '{name}' is missing");
        return input.Read(group, column) as ParquetValues<T>
            ?? throw new InvalidDataException($"it is not a table of rejected rows: column '{name}' is {column.Description}");
    }

    private static long? Number(ParquetValues<long> values) => values.Next(out var number) ? number : null;

    private static string? Text(ParquetValues<ReadOnlyMemory<char>> values) => values.Next(out var text) ? new string(text.Span) : null;
}
