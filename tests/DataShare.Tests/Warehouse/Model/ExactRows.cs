using System.Data.Common;
using System.Text;
using DataShare.Schemas;
using DataShare.TestKit;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>Reads rows from any source, with values as in <see cref="ExactText"/>.</summary>
internal static class ExactRows
{
    /// <summary>Reads all remaining rows. The columns must have these names, in this order.</summary>
    public static async Task<List<string?[]>> ReadAsync(
        DbDataReader reader, IReadOnlyList<(string Name, ColumnType Type)> columns, CancellationToken cancellationToken)
    {
        Confirm(columns, Enumerable.Range(0, reader.FieldCount).Select(reader.GetName));
        var rows = new List<string?[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add([.. columns.Select((c, i) => reader.IsDBNull(i) ? null : ExactText.Of(Value(reader, i, c.Type), c.Type))]);
        }

        return rows;
    }

    /// <summary>The rows of a Parquet file, in its order.</summary>
    public static async Task<List<string?[]>> ReadParquetAsync(
        string file, IReadOnlyList<(string Name, ColumnType Type)> columns, CancellationToken cancellationToken)
    {
        await using var connection = FileQuery.Open();
        await using var command = connection.CreateCommand();
        command.CommandText = $"set TimeZone = 'UTC'; from read_parquet('{file}')";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, columns, cancellationToken);
    }

    /// <summary>The rows of a CSV file, in its order: null is an empty field, and the empty text is <c>""</c>.</summary>
    public static async Task<List<string?[]>> ReadCsvAsync(
        string file, IReadOnlyList<(string Name, ColumnType Type)> columns, CancellationToken cancellationToken)
    {
        var lines = Lines(await File.ReadAllTextAsync(file, cancellationToken)).ToList();
        Confirm(columns, lines[0].Select(f => f ?? ""));
        return [.. lines.Skip(1).Select(line => line.Count == columns.Count
            ? line.Zip(columns, (f, c) => f is null ? null : ExactText.OfCsv(f, c.Type)).ToArray()
            : throw new ModelDifferenceException($"A line of {line.Count} fields instead of {columns.Count}: {string.Join('|', line)}"))];
    }

    private static object Value(DbDataReader reader, int place, ColumnType type) => type.Kind is ColumnKind.Decimal
        ? reader.GetProviderSpecificValue(place)
        : reader.GetValue(place);

    private static void Confirm(IReadOnlyList<(string Name, ColumnType Type)> columns, IEnumerable<string> found)
    {
        var (wanted, names) = (string.Join('|', columns.Select(c => c.Name)), string.Join('|', found));
        if (wanted != names)
        {
            throw new ModelDifferenceException($"The columns should be\n  {wanted}\nand are\n  {names}");
        }
    }

    private static IEnumerable<List<string?>> Lines(string text)
    {
        var (line, field, isQuoted, isOpen) = (new List<string?>(), new StringBuilder(), false, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (isOpen && text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append(text[i++]);
            }
            else if (text[i] == '"')
            {
                (isOpen, isQuoted) = (!isOpen, true);
            }
            else if (isOpen || text[i] is not (',' or '\n'))
            {
                field.Append(text[i]);
            }
            else
            {
                line.Add(isQuoted || field.Length > 0 ? field.ToString() : null);
                field.Clear();
                isQuoted = false;
                if (text[i] == '\n')
                {
                    yield return line;
                    line = [];
                }
            }
        }
    }
}
