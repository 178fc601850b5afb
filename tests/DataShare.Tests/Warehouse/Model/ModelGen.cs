using System.Globalization;
using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>Makes a round from a seed.</summary>
internal sealed class ModelGen
{
    private readonly Dice dice;
    private readonly EngineLimits limits;
    private readonly IReadOnlyList<DataContract> versions;
    private readonly ModelRows rows;
    private readonly List<PlanStep> steps = [];
    private readonly List<PlannedFile> made = [];
    private int published = 1;

    private ModelGen(long seed, EngineLimits limits)
    {
        this.limits = limits;
        dice = new Dice(seed);
        versions = ModelContracts.Random(dice, limits);
        rows = new ModelRows(dice, versions, limits);
    }

    public static ModelPlan Plan(long seed, EngineLimits limits) => new ModelGen(seed, limits).Plan();

    private ModelPlan Plan()
    {
        var consumers = Consumers();
        var most = dice.Between(1, 8);
        while (made.Count < most)
        {
            if (published < versions.Count && dice.Chance(30))
            {
                published++;
                steps.Add(new PlanStep.Publish());
            }

            steps.Add(Arrive(Math.Min(most - made.Count, dice.Chance(70) ? 1 : dice.Between(2, 3))));
            if (dice.Chance(60))
            {
                steps.Add(Load());
            }

            if (dice.Chance(5))
            {
                steps.Add(new PlanStep.Rebuild());
            }

            if (dice.Chance(40))
            {
                steps.Add(new PlanStep.Poll(dice.Between(0, consumers.Count - 1), dice.Pick(Enum.GetValues<DeliveryEnd>())));
            }
        }

        if (dice.Chance(90) || !steps.OfType<PlanStep.Load>().Any())
        {
            steps.Add(Load());
        }

        if (dice.Chance(30))
        {
            steps.Add(new PlanStep.Rebuild());
        }

        return new ModelPlan(versions, consumers, [.. steps]);
    }

    private PlanStep.Load Load() => new(Math.Min(limits.MostCommits, dice.Pick([1, 2, 1000])), dice.Pick([1L, 10L, 1_000_000L]), dice.Chance(30));

    private PlanStep.Arrive Arrive(int count)
    {
        var together = new List<PlannedFile>();
        for (var i = 0; i < count; i++)
        {
            var name = $"f{made.Count.ToString(CultureInfo.InvariantCulture)}.csv";
            made.Add(made.Count > 0 && dice.Chance(20) ? dice.Pick(made) with { Name = name } : rows.File(name, versions[published - 1]));
            together.Add(made[^1]);
        }

        return new PlanStep.Arrive(together, dice.Pick([1, 2, 1000]));
    }

    /// <summary>The first reads all columns in the contract's order; the second reads some columns, twice.</summary>
    private List<PlannedConsumer> Consumers()
    {
        var all = versions[^1].Columns.Select(c => c.Name).ToList();
        var consumers = new List<PlannedConsumer> { new("all", [Read("everything", all, cleared: true)], FromNewest: false) };
        if (dice.Chance(50))
        {
            consumers.Add(new("some", [Read("a", Some(), dice.Chance(50)), Read("b", Some(), dice.Chance(50))], FromNewest: dice.Chance(40)));
        }

        return consumers;

        List<string> Some() => dice.Some(all, dice.Between(1, all.Count));

        PlannedRead Read(string name, IReadOnlyList<string> columns, bool cleared) =>
            new(name, columns, cleared, WithMajors: dice.Chance(70), InParquet: dice.Chance(30));
    }
}
