using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model.Majors;

/// <summary>One round over several major versions of a dataset: what is published, comes, is loaded and is read, in this order.</summary>
/// <param name="Versions">In the order in which they are published, the first at the beginning.</param>
internal sealed record MajorPlan(IReadOnlyList<PlannedVersion> Versions, IReadOnlyList<MajorStep> Steps)
{
    public WriteMode Mode => Versions[0].Contract.Write.Mode;

    public bool IsKeyed => Versions[0].Contract.PrimaryKey.Count > 0;
}

/// <param name="Up">What a row's value gets at its end on its way from the major below; null when rows do not come from there.</param>
/// <param name="Down">The same on its way to the major below.</param>
internal sealed record PlannedVersion(DataContract Contract, string? Up, string? Down)
{
    public int Major => Contract.Version.Major;
}

/// <param name="Deletes">Whether it has the marker that says that its key is gone.</param>
internal sealed record KeyRow(string Key, string? Value, bool Deletes);

internal abstract record MajorStep
{
    private MajorStep()
    {
    }

    /// <summary>The next version becomes known.</summary>
    internal sealed record Publish : MajorStep;

    /// <summary>A commit under a major that was published.</summary>
    /// <param name="ClockMinutes">What the clock goes on before, or back.</param>
    internal sealed record Drop(int Major, IReadOnlyList<KeyRow> Rows, int ClockMinutes) : MajorStep;

    /// <summary>What has come is loaded.</summary>
    internal sealed record Load(int MaxCommits, bool Anew) : MajorStep;

    /// <summary>The tables are made again from the lake.</summary>
    internal sealed record Rebuild : MajorStep;

    /// <summary>The consumer of a major polls.</summary>
    internal sealed record Poll(int Major, DeliveryEnd End) : MajorStep;
}
