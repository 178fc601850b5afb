using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>One round: what is published, arrives, is loaded and is read, in this order.</summary>
/// <param name="Versions">Of the contract, the first known from the beginning; without a text yet.</param>
internal sealed record ModelPlan(
    IReadOnlyList<DataContract> Versions, IReadOnlyList<PlannedConsumer> Consumers, IReadOnlyList<PlanStep> Steps);

internal abstract record PlanStep
{
    private PlanStep()
    {
    }

    /// <summary>The next version of the contract becomes known.</summary>
    internal sealed record Publish : PlanStep;

    /// <summary>Files are dropped together and taken in.</summary>
    internal sealed record Arrive(IReadOnlyList<PlannedFile> Files, int MaxFilesPerCommit) : PlanStep;

    /// <summary>What has arrived is loaded.</summary>
    /// <param name="Anew">By an object that knows nothing yet, as in another process.</param>
    internal sealed record Load(int MaxCommits, long MaxRows, bool Anew) : PlanStep;

    /// <summary>The tables are made again from the lake.</summary>
    internal sealed record Rebuild : PlanStep;

    internal sealed record Poll(int Consumer, DeliveryEnd End) : PlanStep;
}

/// <summary>How a delivery ends.</summary>
internal enum DeliveryEnd
{
    /// <summary>In the warehouse's own transaction.</summary>
    Completed,

    /// <summary>Outside: the checkpoint is moved afterwards.</summary>
    Finished,

    /// <summary>Its process is gone.</summary>
    Abandoned,

    Failed,
}

internal sealed record PlannedConsumer(string Name, IReadOnlyList<PlannedRead> Reads);

/// <param name="Columns">By name, in the order wanted; those that no version known at that time has are left out.</param>
/// <param name="InParquet">Whether it is exported as Parquet, too.</param>
internal sealed record PlannedRead(string Name, IReadOnlyList<string> Columns, bool Cleared, bool WithMajors, bool InParquet);

/// <param name="Columns">Names, in the file's order.</param>
internal sealed record PlannedFile(string Name, IReadOnlyList<string> Columns, IReadOnlyList<PlannedRow> Rows, bool QuoteAll, string LineEnd);

/// <param name="Values">For each column of the file, as <see cref="ExactText"/> has them.</param>
/// <param name="Fields">How the file writes them; null as null.</param>
/// <param name="IsBad">Whether a field is no value of its column's type.</param>
internal sealed record PlannedRow(IReadOnlyList<string?> Values, IReadOnlyList<string?> Fields, bool IsBad)
{
    /// <summary>What is no value of any type but text.</summary>
    public const string Spoilt = "*";
}
