namespace DataShare.Producers;

/// <summary>What is known of a hashed drop before its rows are read.</summary>
internal abstract record DropDecision
{
    private DropDecision()
    {
    }

    /// <summary>It is there already.</summary>
    public sealed record Known(KnownDrop Drop) : DropDecision;

    /// <summary>Nothing of it may land.</summary>
    public sealed record Refused(Refusal Refusal) : DropDecision;

    /// <summary>Its rows are to go through the gate.</summary>
    public sealed record Fitted(FittedDrop Drop) : DropDecision;
}
