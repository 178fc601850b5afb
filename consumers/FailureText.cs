using System.Globalization;
using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>Adds to a failure the state that it left and the command to type next.</summary>
internal static class FailureText
{
    public static string Of(ConsumerDefinition consumer, string what) =>
        $"Nothing was delivered to consumer '{consumer.Name}': {Sentence(what)} Its checkpoint stays where it was. {Next(consumer)}";

    public static string Of(ConsumerDefinition consumer, ConsumerRun run, int attempts, bool isPaused, string what) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Consumer '{consumer.Name}' did not receive sequences {run.From + 1} to {run.To} after {CountText.Of(attempts, "attempt")}: {Sentence(what)} Its checkpoint stays at {run.From}{(isPaused ? " and it is paused" : "")}. {Next(consumer)}");

    private static string Sentence(string text) =>
        text.TrimEnd() is [.., '?' or '!'] asked ? asked : text.TrimEnd('.', ' ') + ".";

    private static string Next(ConsumerDefinition consumer)
    {
        var where = consumer.SourceFile.Length > 0 ? $"If the definition is wrong, correct {consumer.SourceFile}. " : "";
        return $"{where}Then run: datashare consume {consumer.Name}";
    }
}
