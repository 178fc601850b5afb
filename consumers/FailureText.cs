using DataShare.Schemas;
using DataShare.Warehouse;

namespace DataShare.Consumers;

/// <summary>Adds to a failure the state that it left and the command to type next.</summary>
internal static class FailureText
{
    public static string Of(ConsumerDefinition consumer, string what) =>
        $"Nothing was delivered to consumer '{consumer.Name}': {Sentence(what)} Its positions stay where they were. {Next(consumer)}";

    public static string Of(ConsumerDefinition consumer, ConsumerRun run, int attempts, bool isPaused, string what) =>
        $"Consumer '{consumer.Name}' did not receive {TableRange.Text(run.Ranges)} after {CountText.Of(attempts, "attempt")}: {Sentence(what)} "
        + $"Its positions stay where they were{(isPaused ? ", and it is paused" : "")}. {Next(consumer)}";

    public static string Stopped(ConsumerDefinition consumer, string what) =>
        $"Nothing was delivered to consumer '{consumer.Name}': {Sentence(what)} To continue after the rows that the folder has received, run: "
        + $"datashare consume {consumer.Name} --from recorded. To deliver every row again: --from start. To deliver only later rows: --from newest.";

    private static string Sentence(string text) =>
        text.TrimEnd() is [.., '?' or '!'] asked ? asked : text.TrimEnd('.', ' ') + ".";

    private static string Next(ConsumerDefinition consumer)
    {
        var where = consumer.SourceFile.Length > 0 ? $"If the definition is wrong, correct {consumer.SourceFile}. " : "";
        return $"{where}Then run: datashare consume {consumer.Name}";
    }
}
