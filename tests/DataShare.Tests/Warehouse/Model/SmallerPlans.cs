namespace DataShare.Tests.Warehouse.Model;

/// <summary>Slightly smaller plans, to find the parts of a plan that a fault needs.</summary>
internal static class SmallerPlans
{
    /// <summary>The largest cuts first.</summary>
    public static IEnumerable<ModelPlan> Of(ModelPlan plan) =>
        [.. WithoutSteps(plan), .. WithoutConsumers(plan), .. WithoutColumns(plan), .. WithoutFiles(plan), .. WithoutRows(plan)];

    private static IEnumerable<ModelPlan> WithoutSteps(ModelPlan plan)
    {
        for (var i = plan.Steps.Count - 1; i >= 0; i--)
        {
            // Later steps may need the columns of the version.
            if (plan.Steps[i] is not PlanStep.Publish || i == plan.Steps.Count - 1)
            {
                yield return plan with { Steps = Without(plan.Steps, i) };
            }
        }
    }

    private static IEnumerable<ModelPlan> WithoutConsumers(ModelPlan plan)
    {
        if (plan.Consumers.Count > 0)
        {
            var last = plan.Consumers.Count - 1;
            yield return plan with
            {
                Consumers = [.. plan.Consumers.Take(last)],
                Steps = [.. plan.Steps.Where(s => s is not PlanStep.Poll poll || poll.Consumer != last)],
            };
        }
    }

    private static IEnumerable<ModelPlan> WithoutFiles(ModelPlan plan) => Arrivals(plan).SelectMany(a => a.Arrival.Files.Select((_, i) =>
        With(plan, a.Place, a.Arrival with { Files = Without(a.Arrival.Files, i) })))
        .Where(p => p.Steps.OfType<PlanStep.Arrive>().All(a => a.Files.Count > 0));

    /// <summary>Without half of a file's rows, then without each single row.</summary>
    private static IEnumerable<ModelPlan> WithoutRows(ModelPlan plan) => Arrivals(plan).SelectMany(a => a.Arrival.Files.Index().SelectMany(f =>
        Shorter(f.Item.Rows).Select(rows =>
        {
            var files = a.Arrival.Files.ToList();
            files[f.Index] = f.Item with { Rows = rows };
            return With(plan, a.Place, a.Arrival with { Files = files });
        })));

    private static IEnumerable<IReadOnlyList<PlannedRow>> Shorter(IReadOnlyList<PlannedRow> rows)
    {
        if (rows.Count > 3)
        {
            yield return [.. rows.Take(rows.Count / 2)];
            yield return [.. rows.Skip(rows.Count / 2)];
        }

        for (var i = 0; i < rows.Count; i++)
        {
            yield return Without(rows, i);
        }
    }

    /// <summary>Without one column, but not of the key or the marker, and not the only one.</summary>
    private static IEnumerable<ModelPlan> WithoutColumns(ModelPlan plan) => plan.Versions[^1].Columns
        .Where(c => c.PrimaryKeyPosition is null && c.Name != plan.Versions[0].Write.DeleteMarker?.Column)
        .Where(c => plan.Versions.All(v => v.Columns.Any(o => o.Name != c.Name)))
        .Select(c => WithoutColumn(plan, c.Name))
        .Where(p => p.Steps.OfType<PlanStep.Arrive>().All(a => a.Files.All(f => f.Columns.Count > 0)));

    private static ModelPlan WithoutColumn(ModelPlan plan, string column) => plan with
    {
        Versions = [.. plan.Versions.Select(v => v with { Columns = [.. v.Columns.Where(c => c.Name != column)] })],
        Consumers = [.. plan.Consumers.Select(c => c with { Reads = [.. c.Reads.Select(r => r with { Columns = [.. r.Columns.Where(n => n != column)] })] })],
        Steps = [.. plan.Steps.Select(s => s is PlanStep.Arrive a ? a with { Files = [.. a.Files.Select(f => WithoutColumn(f, column))] } : s)],
    };

    private static PlannedFile WithoutColumn(PlannedFile file, string column)
    {
        var place = file.Columns.ToList().IndexOf(column);
        return place < 0 ? file : file with
        {
            Columns = Without(file.Columns, place),
            Rows = [.. file.Rows.Select(r => r with { Values = Without(r.Values, place), Fields = Without(r.Fields, place) })],
        };
    }

    private static IEnumerable<(int Place, PlanStep.Arrive Arrival)> Arrivals(ModelPlan plan) =>
        plan.Steps.Index().Where(s => s.Item is PlanStep.Arrive).Select(s => (s.Index, (PlanStep.Arrive)s.Item));

    private static ModelPlan With(ModelPlan plan, int place, PlanStep step)
    {
        var steps = plan.Steps.ToList();
        steps[place] = step;
        return plan with { Steps = steps };
    }

    private static List<T> Without<T>(IReadOnlyList<T> items, int place) => [.. items.Where((_, i) => i != place)];
}
