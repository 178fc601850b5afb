using System.Text.Json;
using System.Text.RegularExpressions;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Jobs;

/// <summary>Names settings that cannot be read as the user wrote them. The messages of .NET name its own types and options.</summary>
internal static partial class SettingFault
{
    /// <param name="file">The settings file.</param>
    public static string Of(string file, Exception broken) => broken switch
    {
        InvalidDataException when broken.GetBaseException() is JsonException { LineNumber: { } line } text =>
            FormattableString.Invariant($"{file} is not JSON: {text.Message.Split(" LineNumber:")[0]} (line {line + 1})"),
        InvalidDataException => $"{file} cannot be read: {broken.GetBaseException().Message}",
        _ when UnknownNames().Match(broken.Message) is { Success: true } unknown => Wrong([Unknown(unknown.Groups["names"].Value)]),
        _ when Conversion().Match(broken.Message) is { Success: true } value =>
            Wrong([$"{value.Groups["key"].Value} is {SourceProblem.Quote(value.Groups["value"].Value)}; expected {Expected(value.Groups["type"].Value)}."]),
        _ => $"{file}: {broken.InnerException?.Message ?? broken.Message}",
    };

    /// <param name="faults">A sentence for each wrong setting.</param>
    public static string Wrong(IEnumerable<string> faults) =>
        "The settings are wrong (appsettings.json or DataShare__… variables):\n  " + string.Join("\n  ", faults);

    private static string Unknown(string names)
    {
        var near = NearestName.Of(names.Trim('\''), [.. Known(typeof(DataShareOptions))]);
        return near is null ? $"unknown setting {names}." : $"unknown setting {names}; did you mean '{near}'?";
    }

    private static IEnumerable<string> Known(Type options) => options.GetProperties().Where(p => p.CanWrite).SelectMany(
        p => p.PropertyType is { IsClass: true, Namespace: { } space } && space.StartsWith(nameof(DataShare), StringComparison.Ordinal)
            ? Known(p.PropertyType).Prepend(p.Name)
            : [p.Name]);

    private static string Expected(string type) => type[(type.LastIndexOf('.') + 1)..] switch
    {
        nameof(TimeSpan) => "a time span such as 00:00:30",
        nameof(Boolean) => "true or false",
        nameof(Int32) or nameof(Int64) => "a whole number",
        nameof(WarehouseEngine) => string.Join(" or ", Enum.GetNames<WarehouseEngine>()),
        nameof(TableStorage) => string.Join(" or ", Enum.GetNames<TableStorage>()),
        var options when options.EndsWith("Options", StringComparison.Ordinal) => "settings in { }",
        var other => other,
    };

    [GeneratedRegex("properties were not found on the instance of [^:]+: (?<names>.+)$", RegexOptions.Singleline)]
    private static partial Regex UnknownNames();

    [GeneratedRegex("value '(?<value>.*)' at '(?<key>[^']+)' to type '(?<type>[^']+)'", RegexOptions.Singleline)]
    private static partial Regex Conversion();
}
