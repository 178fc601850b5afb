using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>The steps of one round, in order: publish, arrive, load, read.</summary>
/// <param name="Versions">The versions of the contract, without a text yet. The first is published from the beginning.</param>
internal sealed record ModelPlan(
    IReadOnlyList<DataContract> Versions, IReadOnlyList<PlannedConsumer> Consumers, IReadOnlyList<PlanStep> Steps);

internal abstract record PlanStep
{
    private PlanStep()
    {
    }

    /// <summary>Publishes the next version of the contract.</summary>
    internal sealed record Publish : PlanStep;

    /// <summary>Drops files together and ingests them.</summary>
    internal sealed record Arrive(IReadOnlyList<PlannedFile> Files, int MaxFilesPerCommit) : PlanStep;

    /// <summary>Loads the files that have arrived.</summary>
    /// <param name="Anew">Whether a new object without cached state loads them, as in another process.</param>
    internal sealed record Load(int MaxCommits, long MaxRows, bool Anew) : PlanStep;

    /// <summary>Rebuilds the tables from the lake.</summary>
    internal sealed record Rebuild : PlanStep;

    internal sealed record Poll(int Consumer, DeliveryEnd End) : PlanStep;
}

/// <summary>The end of a delivery.</summary>
internal enum DeliveryEnd
{
    /// <summary>In the warehouse's own transaction, which moves the positions.</summary>
    Completed,

    /// <summary>Outside the warehouse; the positions move afterwards.</summary>
    Finished,

    /// <summary>Not at all: its process died.</summary>
    Abandoned,

    Failed,
}

/// <param name="FromNewest">Whether it begins with the rows that are loaded after its first poll.</param>
internal sealed record PlannedConsumer(string Name, IReadOnlyList<PlannedRead> Reads, bool FromNewest);

/// <param name="Columns">The names of the columns, in order; columns that no published version has are left out.</param>
/// <param name="InParquet">Whether it is also exported as Parquet.</param>
internal sealed record PlannedRead(string Name, IReadOnlyList<string> Columns, bool Cleared, bool WithMajors, bool InParquet);

/// <param name="Columns">The names of the columns, in the file's order.</param>
internal sealed record PlannedFile(string Name, IReadOnlyList<string> Columns, IReadOnlyList<PlannedRow> Rows, bool QuoteAll, string LineEnd);

/// <param name="Values">The value of each column of the file, in the form of <see cref="ExactText"/>.</param>
/// <param name="Fields">The values as the file writes them; null for null.</param>
/// <param name="IsBad">Whether a field does not have its column's type.</param>
internal sealed record PlannedRow(IReadOnlyList<string?> Values, IReadOnlyList<string?> Fields, bool IsBad)
{
    /// <summary>A field that is only valid as text.</summary>
    public const string Spoilt = "*";
}
