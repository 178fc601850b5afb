using System.Globalization;
using System.Text;
using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>A plan as text, for a person who looks for the fault.</summary>
internal static class PlanText
{
    public static string Of(ModelPlan plan)
    {
        var text = new StringBuilder();
        foreach (var version in plan.Versions)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"contract {version.Version}, {version.Write.Mode.ToString().ToLowerInvariant()}{Marker(version)}");
            foreach (var column in version.Columns)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {ShownText.Of(column.Name)} {Column(column)}");
            }
        }

        foreach (var (consumer, read) in plan.Consumers.SelectMany(c => c.Reads, (c, r) => (c, r)))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"consumer '{consumer.Name}' reads '{read.Name}': {string.Join(", ", read.Columns.Select(ShownText.Of))}{(read.Cleared ? ", cleared" : "")}{(consumer.FromNewest ? ", from the newest" : "")}");
        }

        foreach (var step in plan.Steps)
        {
            Step(text, plan, step);
        }

        return text.ToString();
    }

    private static string Marker(DataContract contract) =>
        contract.Write.DeleteMarker is { } marker ? $", deletes where {ShownText.Of(marker.Column)} is {ShownText.Of(marker.Value)}" : "";

    private static string Column(ContractColumn column) =>
        column.Type
        + (column.Rules.MaxLength is { } most ? $" of {most.ToString(CultureInfo.InvariantCulture)} at most" : "")
        + (column.PrimaryKeyPosition is { } position ? $", key {position.ToString(CultureInfo.InvariantCulture)}" : column.Required ? ", required" : "")
        + (column.Classification is { } classification ? $", {classification}" : "");

    private static void Step(StringBuilder text, ModelPlan plan, PlanStep step)
    {
        switch (step)
        {
            case PlanStep.Publish:
                text.AppendLine("publish the next version");
                break;
            case PlanStep.Rebuild:
                text.AppendLine("rebuild");
                break;
            case PlanStep.Load load:
                text.AppendLine(CultureInfo.InvariantCulture, $"load, {load.MaxCommits} commits and {load.MaxRows} rows a transaction{(load.Anew ? ", anew" : "")}");
                break;
            case PlanStep.Poll poll:
                text.AppendLine(CultureInfo.InvariantCulture, $"poll '{plan.Consumers[poll.Consumer].Name}', {poll.End.ToString().ToLowerInvariant()}");
                break;
            case PlanStep.Arrive arrival:
                text.AppendLine(CultureInfo.InvariantCulture, $"arrive, {arrival.MaxFilesPerCommit} files a commit");
                foreach (var file in arrival.Files)
                {
                    File(text, file);
                }

                break;
        }
    }

    private static void File(StringBuilder text, PlannedFile file)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"  {file.Name}: {string.Join(" | ", file.Columns.Select(ShownText.Of))}");
        foreach (var row in file.Rows)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"    {string.Join(" | ", (row.IsBad ? row.Fields : row.Values).Select(ShownText.Of))}");
        }
    }
}
