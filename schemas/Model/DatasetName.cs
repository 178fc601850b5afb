using System.Text.RegularExpressions;

namespace DataShare.Schemas;

/// <summary>
/// The name of a dataset: lower-case letters, digits, '_' and '-', starting with a letter, at most 100
/// characters. It is a folder of the inbox, a folder of the lake and the stem of warehouse tables, so it is
/// safe in all three.
/// </summary>
public sealed partial record DatasetName
{
    private DatasetName(string value) => Value = value;

    public string Value { get; }

    /// <summary>Null if <paramref name="text"/> is not a valid name.</summary>
    public static DatasetName? TryParse(string? text) =>
        text is not null && Rule().IsMatch(text) ? new DatasetName(text) : null;

    /// <exception cref="FormatException">The text is not a dataset name.</exception>
    public static DatasetName Parse(string text) =>
        TryParse(text) ?? throw new FormatException($"'{text}' is not a dataset name: {Expected}.");

    public const string Expected =
        "lower-case letters, digits, '_' and '-', starting with a letter, at most 100 characters";

    public override string ToString() => Value;

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,99}$", RegexOptions.CultureInvariant)]
    private static partial Regex Rule();
}
