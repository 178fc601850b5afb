using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model.Majors;

/// <summary>Makes a round from a seed, with few keys and values, so that rows repeat within a major and between majors.</summary>
internal sealed class MajorGen
{
    private static readonly string[] Keys = ["1", "2", "3"];

    private static readonly string?[] Values = ["a", "b", null];

    private readonly Dice dice;
    private readonly IReadOnlyList<PlannedVersion> versions;
    private readonly WriteMode mode;
    private readonly List<MajorStep> steps = [];
    private readonly List<MajorStep.Drop> made = [];
    private int published = 1;

    private MajorGen(long seed)
    {
        dice = new Dice(seed);
        versions = MajorContracts.Random(dice);
        mode = versions[0].Contract.Write.Mode;
    }

    public static MajorPlan Plan(long seed) => new MajorGen(seed).Plan();

    private MajorPlan Plan()
    {
        var most = dice.Between(3, 12);
        var publishesFirst = dice.Chance(50);
        while (made.Count < most || published < versions.Count)
        {
            if (published < versions.Count && (publishesFirst || dice.Chance(30)))
            {
                published++;
                steps.Add(new MajorStep.Publish());
                continue;
            }

            if (made.Count < most)
            {
                made.Add(Drop());
                steps.Add(made[^1]);
            }

            if (dice.Chance(50))
            {
                steps.Add(Load());
            }

            if (dice.Chance(5))
            {
                steps.Add(new MajorStep.Rebuild());
            }

            if (dice.Chance(30))
            {
                steps.Add(new MajorStep.Poll(Major(), dice.Pick(Enum.GetValues<DeliveryEnd>())));
            }
        }

        // Rows that a corrected mapping shows are delivered with the next new rows.
        steps.AddRange(versions.Select(v => v.Major).Distinct().Select(m => new MajorStep.Drop(m, Rows(), Minutes())));
        steps.Add(Load());
        if (dice.Chance(30))
        {
            steps.Add(new MajorStep.Rebuild());
        }

        var fromNewest = versions.Select(v => v.Major).Where(_ => dice.Chance(25)).ToHashSet();
        return new MajorPlan(versions, steps, fromNewest);
    }

    private MajorStep.Load Load() => new(dice.Pick([1, 2, 1000]), dice.Chance(20));

    private int Major() => dice.Pick(versions.Take(published).Select(v => v.Major).Distinct().ToList());

    private MajorStep.Drop Drop()
    {
        var major = Major();
        return made.FindAll(d => d.Major == major) is { Count: > 0 } before && dice.Chance(30) ? dice.Pick(before) : new(major, Rows(), Minutes());
    }

    private int Minutes() => dice.Pick([1, 1, 0, -5]);

    /// <summary>A snapshot has each key once.</summary>
    private List<KeyRow> Rows() => mode is WriteMode.Snapshot
        ? [.. dice.Some(Keys, dice.Between(0, 3)).Select(Row)]
        : [.. Enumerable.Range(0, dice.Between(0, 3)).Select(_ => Row(dice.Pick(Keys)))];

    private KeyRow Row(string key) => mode is WriteMode.Merge && dice.Chance(30) ? new(key, null, Deletes: true) : new(key, dice.Pick(Values), Deletes: false);
}
