using System.Globalization;
using System.Text;

namespace DataShare.Tests.Warehouse.Model.Majors;

/// <summary>A plan as text, for a person who looks for the fault.</summary>
internal static class MajorPlanText
{
    public static string Of(MajorPlan plan)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{plan.Mode.ToString().ToLowerInvariant()}{(plan.IsKeyed ? " with a key" : "")}");
        foreach (var version in plan.Versions)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {version.Contract.Version}: {string.Join(", ", version.Contract.Columns.Select(c => $"{c.Name} {c.Type}"))}; up {Way(version.Up)}, down {Way(version.Down)}");
        }

        foreach (var major in plan.FromNewest)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  the consumer of major {major} begins at the newest");
        }

        foreach (var step in plan.Steps)
        {
            text.AppendLine(step switch
            {
                MajorStep.Publish => "publish the next version",
                MajorStep.Drop drop => $"drop under major {drop.Major}: {string.Join("; ", drop.Rows.Select(r => $"{r.Key} {(r.Deletes ? "is deleted" : $"is {r.Value ?? "null"}")}"))}",
                MajorStep.Load load => $"load, {load.MaxCommits} commits a transaction{(load.Anew ? ", anew" : "")}",
                MajorStep.Rebuild => "rebuild",
                MajorStep.Poll poll => $"poll under major {poll.Major}, {poll.End.ToString().ToLowerInvariant()}",
                _ => step.ToString(),
            });
        }

        return text.ToString();
    }

    private static string Way(string? way) => way is null ? "goes nothing" : way.Length == 0 ? "as it is" : $"with '{way}'";
}
