using System.Text;
using System.Text.Json;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>
/// What a producer says of a file in <c>&lt;file&gt;.meta.json</c> beside it. It is written before the file, is no drop
/// itself, and goes where the file goes.
/// </summary>
/// <param name="ContractVersion">Such as <c>1</c>, <c>1.1.0</c> or <c>orders 1.1.0</c>; null when it says nothing.</param>
/// <param name="CorrelationId">The producer's own id, which travels with the load; null when it says nothing.</param>
internal sealed record Sidecar(string? ContractVersion, string? CorrelationId)
{
    public const string Ending = ".meta.json";

    private const int MaxBytes = 64 << 10;
    private const int LongestCorrelationId = 200;

    private static readonly string[] Keys = ["contractVersion", "correlationId"];

    /// <param name="path">Where it is now.</param>
    /// <param name="name">As it was dropped, for messages.</param>
    /// <exception cref="FileRefusedException">It is not what a sidecar is; with line and column.</exception>
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
            throw new FileRefusedException("sidecar", $"The sidecar {name} is gone, which was there when the file was taken. Expected it beside the file", e);
        }

        return Read(json.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? json.AsSpan(Encoding.UTF8.Preamble.Length) : json, name);
    }

    private const string Expected = """{"contractVersion": "1.1.0", "correlationId": "…"}, both optional""";

    private static Sidecar Read(ReadOnlySpan<byte> json, string name)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            string? version = null, correlation = null;
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
                var value = Text(json, ref reader, name, key);
                _ = key == Keys[0] ? version = value : correlation = value;
            }

            reader.Read();
            return new Sidecar(version, correlation);
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
            // A text whose bytes are not UTF-8, or half of a surrogate pair.
            throw new FileRefusedException("sidecar", $"The sidecar {name} has a text that is not Unicode. Expected {Expected}", e);
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

    private static FileRefusedException Broken(ReadOnlySpan<byte> json, long at, string name, string what)
    {
        var before = json[..(int)at];
        var (line, column) = (before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
        return new FileRefusedException(
            "sidecar", FormattableString.Invariant($"The sidecar {name}({line},{column}): {what}. Expected {Expected}"));
    }
}
