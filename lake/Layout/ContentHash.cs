namespace DataShare.Lake;

/// <summary>The SHA-256 of a file's bytes, as 64 lower-case hexadecimal digits.</summary>
public readonly record struct ContentHash
{
    private ContentHash(string value) => Value = value;

    public string Value { get; }

    public static ContentHash From(ReadOnlySpan<byte> sha256) => new(Convert.ToHexStringLower(sha256));

    /// <exception cref="FormatException">The text is not 64 hexadecimal digits.</exception>
    internal static ContentHash Parse(string text) =>
        text.Length == 64 && text.All(char.IsAsciiHexDigitLower)
            ? new ContentHash(text)
            : throw new FormatException($"'{text}' is not a SHA-256: 64 lower-case hexadecimal digits.");

    public override string ToString() => Value;
}
