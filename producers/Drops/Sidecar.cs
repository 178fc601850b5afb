using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// A producer's statements about a file, in <c>&lt;file&gt;.meta.json</c> next to it. The producer writes it before the file.
/// It is not a drop itself, and moves with the file.
/// </summary>
/// <param name="ContractVersion">Such as <c>1</c>, <c>1.1.0</c> or <c>orders 1.1.0</c>; null if it is not stated.</param>
/// <param name="CorrelationId">The producer's own id, which is kept with the load; null if it is not stated.</param>
/// <param name="Totals">The file's totals.</param>
internal sealed partial record Sidecar(string? ContractVersion, string? CorrelationId, ControlTotals Totals)
{
    public const string Ending = ".meta.json";

    private const int MaxBytes = 64 << 10;
    private const int LongestCorrelationId = 200;

    private static readonly string[] Keys = ["contractVersion", "correlationId", "rows", "sha256", "sums"];

    /// <param name="path">The sidecar's current path.</param>
    /// <param name="name">Its name when it was dropped, for messages.</param>
    /// <exception cref="FileRefusedException">It is not a valid sidecar; the message has line and column.</exception>
    public static async Task<Sidecar> ReadAsync(string path, string name, CancellationToken cancellationToken)
    {
        byte[] json;
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                throw new FileRefusedException("sidecar", $"The sidecar {name} is larger than {MaxBytes >> 10} KB. Expected {Expected}");
            }

            json = await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (FileNotFoundException e)
        {
            throw new FileRefusedException("sidecar", $"The sidecar {name} is missing; it was there when the file was claimed. Expected it next to the file", e);
        }

        return Read(json.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? json.AsSpan(Encoding.UTF8.Preamble.Length) : json, name);
    }

    private const string Expected = """{"contractVersion": "1.1.0", "correlationId": "…", "rows": 3, "sha256": "…", "sums": {"amount": "12.50"}}, each optional""";

    private static Sidecar Read(ReadOnlySpan<byte> json, string name)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            string? version = null, correlation = null, sha256 = null;
            long? rows = null;
            var sums = new Dictionary<string, string>(StringComparer.Ordinal);
            reader.Read();
            if (reader.TokenType is not JsonTokenType.StartObject)
            {
                throw Broken(json, reader.TokenStartIndex, name, "it is not a JSON object");
            }

            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var key = reader.GetString()!;
                if (!Keys.Contains(key, StringComparer.Ordinal))
                {
                    throw Broken(json, reader.TokenStartIndex, name, $"the key {SourceProblem.Quote(key)} is not known; {NearestName.Hint(key, Keys)}");
                }

                reader.Read();
                switch (key)
                {
                    case "contractVersion":
                        version = Text(json, ref reader, name, key);
                        break;
                    case "correlationId":
                        correlation = Text(json, ref reader, name, key);
                        break;
                    case "sha256":
                        sha256 = Hash(json, ref reader, name, key);
                        break;
                    case "rows":
                        rows = Rows(json, ref reader, name);
                        break;
                    default:
                        ReadSums(json, ref reader, name, sums);
                        break;
                }
            }

            reader.Read();
            return new Sidecar(version, correlation, new ControlTotals(rows, sha256, sums));
        }
        catch (JsonException e)
        {
            throw new FileRefusedException(
                "sidecar",
                FormattableString.Invariant($"The sidecar {name}({e.LineNumber + 1},{e.BytePositionInLine + 1}) is not JSON. Expected {Expected}"),
                e);
        }
        catch (InvalidOperationException e)
        {
            // A text has bytes that are not UTF-8, or half of a surrogate pair.
            throw new FileRefusedException("sidecar", $"The sidecar {name} contains text that is not Unicode. Expected {Expected}", e);
        }
    }

    private static string? Text(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, string name, string key)
    {
        if (reader.TokenType is JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType is not JsonTokenType.String)
        {
            throw Broken(json, reader.TokenStartIndex, name, $"'{key}' is not a text");
        }

        var text = reader.GetString()!;
        return text.Length is > 0 and <= LongestCorrelationId && !text.Any(char.IsControl)
            ? text
            : throw Broken(json, reader.TokenStartIndex, name, $"'{key}' is not a text of 1 to {LongestCorrelationId} printable characters");
    }

    private static string? Hash(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, string name, string key) =>
        Text(json, ref reader, name, key) is not { } text || (text.Length == 64 && text.All(char.IsAsciiHexDigit))
            ? reader.TokenType is JsonTokenType.Null ? null : reader.GetString()
            : throw Broken(json, reader.TokenStartIndex, name, "'sha256' is not 64 hexadecimal digits");

    private static long? Rows(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number when reader.TryGetInt64(out var rows) && rows >= 0 => rows,
        _ => throw Broken(json, reader.TokenStartIndex, name, "'rows' is not a whole number of 0 or more"),
    };

    /// <summary>Sums may be numbers or texts: a text keeps digits that JSON readers round.</summary>
    private static void ReadSums(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, string name, Dictionary<string, string> sums)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            throw Broken(json, reader.TokenStartIndex, name, "'sums' is not an object of column names and numbers");
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var column = reader.GetString()!;
            reader.Read();
            var number = reader.TokenType switch
            {
                JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
                JsonTokenType.String => reader.GetString()!,
                _ => "",
            };
            sums[column] = Number().IsMatch(number) || NonFiniteWords.TryParse(Encoding.UTF8.GetBytes(number), out _)
                ? number
                : throw Broken(json, reader.TokenStartIndex, name, $"the sum of {SourceProblem.Quote(column)} is not a number such as 12.50");
        }
    }

    [GeneratedRegex(@"\A[+-]?[0-9]{1,60}(\.[0-9]{1,60})?\z")]
    private static partial Regex Number();

    private static FileRefusedException Broken(ReadOnlySpan<byte> json, long at, string name, string what)
    {
        var before = json[..(int)at];
        var (line, column) = (before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
        return new FileRefusedException(
            "sidecar", FormattableString.Invariant($"The sidecar {name}({line},{column}): {what}. Expected {Expected}"));
    }
}
