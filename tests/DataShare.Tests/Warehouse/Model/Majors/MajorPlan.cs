using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model.Majors;

/// <summary>The steps of one round over several majors of a dataset, in order: publish, drop, load, read.</summary>
/// <param name="Versions">In the order in which they are published. The first is published at the beginning.</param>
/// <param name="FromNewest">The majors whose consumers begin with the rows that are loaded after their first poll.</param>
internal sealed record MajorPlan(IReadOnlyList<PlannedVersion> Versions, IReadOnlyList<MajorStep> Steps, IReadOnlySet<int> FromNewest)
{
    public WriteMode Mode => Versions[0].Contract.Write.Mode;

    public bool IsKeyed => Versions[0].Contract.PrimaryKey.Count > 0;
}

/// <param name="Up">The suffix that the mapping from the major below adds to a value; null without such a mapping.</param>
/// <param name="Down">The same for the mapping to the major below.</param>
internal sealed record PlannedVersion(DataContract Contract, string? Up, string? Down)
{
    public int Major => Contract.Version.Major;
}

/// <param name="Deletes">Whether it has the delete marker.</param>
internal sealed record KeyRow(string Key, string? Value, bool Deletes);

internal abstract record MajorStep
{
    private MajorStep()
    {
    }

    /// <summary>Publishes the next version.</summary>
    internal sealed record Publish : MajorStep;

    /// <summary>A commit under a published major.</summary>
    /// <param name="ClockMinutes">The minutes by which the clock moves before it; negative moves the clock back.</param>
    internal sealed record Drop(int Major, IReadOnlyList<KeyRow> Rows, int ClockMinutes) : MajorStep;

    /// <summary>Loads the commits.</summary>
    internal sealed record Load(int MaxCommits, bool Anew) : MajorStep;

    /// <summary>Rebuilds the tables from the lake.</summary>
    internal sealed record Rebuild : MajorStep;

    /// <summary>The consumer of a major polls.</summary>
    internal sealed record Poll(int Major, DeliveryEnd End) : MajorStep;
}
