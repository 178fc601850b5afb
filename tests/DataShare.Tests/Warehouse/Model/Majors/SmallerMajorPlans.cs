namespace DataShare.Tests.Warehouse.Model.Majors;

/// <summary>Slightly smaller plans, to find the parts of a plan that a fault needs.</summary>
internal static class SmallerMajorPlans
{
    public static IEnumerable<MajorPlan> Of(MajorPlan plan) => [.. WithoutSteps(plan), .. WithoutRows(plan)];

    private static IEnumerable<MajorPlan> WithoutSteps(MajorPlan plan)
    {
        for (var i = plan.Steps.Count - 1; i >= 0; i--)
        {
            // Later steps may use the version.
            if (plan.Steps[i] is not MajorStep.Publish || i == plan.Steps.Count - 1)
            {
                yield return plan with { Steps = [.. plan.Steps.Where((_, at) => at != i)] };
            }
        }
    }

    private static IEnumerable<MajorPlan> WithoutRows(MajorPlan plan) =>
        from step in plan.Steps.Index()
        where step.Item is MajorStep.Drop
        let drop = (MajorStep.Drop)step.Item
        from row in drop.Rows.Index()
        select plan with
        {
            Steps = [.. plan.Steps.Select((s, at) => at == step.Index ? drop with { Rows = [.. drop.Rows.Where((_, i) => i != row.Index)] } : s)],
        };
}
