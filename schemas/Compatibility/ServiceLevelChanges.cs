using System.Globalization;

namespace DataShare.Schemas;

/// <summary>The changes in the service levels of the dataset.</summary>
internal static class ServiceLevelChanges
{
    // Names from the standard and its examples. For other names nobody knows whether less is better.
    private static readonly string[] LessIsBetter =
        ["latency", "frequency", "freshness", "timetodetect", "timetonotify", "timetorepair", "errorrate"];

    private static readonly string[] MoreIsBetter = ["availability", "throughput", "retention", "completeness"];

    private static readonly Dictionary<string, decimal> Seconds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["s"] = 1,
        ["second"] = 1,
        ["seconds"] = 1,
        ["min"] = 60,
        ["m"] = 60,
        ["minute"] = 60,
        ["minutes"] = 60,
        ["h"] = 3_600,
        ["hour"] = 3_600,
        ["hours"] = 3_600,
        ["d"] = 86_400,
        ["day"] = 86_400,
        ["days"] = 86_400,
        ["w"] = 604_800,
        ["week"] = 604_800,
        ["weeks"] = 604_800,
        ["mo"] = 2_629_746,
        ["month"] = 2_629_746,
        ["months"] = 2_629_746,
        ["y"] = 31_556_952,
        ["year"] = 31_556_952,
        ["years"] = 31_556_952,
    };

    public static IEnumerable<ContractChange> Of(DataContract from, DataContract to)
    {
        var (before, after) = (ByProperty(from), ByProperty(to));
        foreach (var (property, old) in before)
        {
            if (after.GetValueOrDefault(property) is not { } now)
            {
                yield return Weakened(old, $"{property} is no longer promised");
            }
            else if (old != now && !IsSame(old, now))
            {
                var text = $"{property} changes from {Said(old)} to {Said(now)}";
                yield return IsBetter(old, now) ? Strengthened(old, text) : Weakened(old, text);
            }
        }

        foreach (var (property, level) in after.Where(l => !before.ContainsKey(l.Key)))
        {
            yield return Strengthened(level, $"{property} is promised: {Said(level)}");
        }
    }

    private static Dictionary<string, ServiceLevel> ByProperty(DataContract contract) => contract.ServiceLevels
        .GroupBy(l => l.Property, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);

    private static ContractChange Weakened(ServiceLevel level, string text) =>
        CompatibilityRule.ServiceLevelWeakened.At("sla." + level.Property, text) with { ReaderText = $"weakens ({level.Property})" };

    private static ContractChange Strengthened(ServiceLevel level, string text) =>
        CompatibilityRule.ServiceLevelStrengthened.At("sla." + level.Property, text);

    /// <summary>The same amount in another unit is the same promise.</summary>
    private static bool IsSame(ServiceLevel old, ServiceLevel now) => Amount(old) is { } before && before == Amount(now);

    /// <summary>A change is treated as worse if it cannot be decided.</summary>
    private static bool IsBetter(ServiceLevel old, ServiceLevel now)
    {
        if (Amount(old) is not var (before, unit) || Amount(now) is not var (after, unitNow) || unit != unitNow)
        {
            return false;
        }

        return (LessIsBetter.Contains(old.Property, StringComparer.OrdinalIgnoreCase) && after < before)
            || (MoreIsBetter.Contains(old.Property, StringComparer.OrdinalIgnoreCase) && after > before);
    }

    /// <summary>Times are in seconds. Null if it is not a number, or has an unknown unit.</summary>
    private static (decimal Value, string Unit)? Amount(ServiceLevel level) =>
        !decimal.TryParse(level.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? null
        : level.Unit is not { } unit ? (value, "")
        : Seconds.TryGetValue(unit, out var seconds) ? (value * seconds, "s")
        : unit is "%" or "percent" ? (value, "%")
        : null;

    private static string Said(ServiceLevel level) => level.Unit is null ? level.Value : $"{level.Value} {level.Unit}";
}
