namespace DataShare.Producers;

/// <summary>What the contract version adds to a drop.</summary>
internal sealed partial record Drop
{
    /// <summary>Who states the version that it is of.</summary>
    public VersionStatements Stated
    {
        get => field ?? throw new InvalidOperationException($"No contract version has been chosen for '{Name}' yet.");
        init;
    }

    /// <summary>
    /// Whether it lands although its table has the same content last: a drop of another major came since.
    /// </summary>
    public bool IsNews { get; init; }

    /// <summary>Notes for people about a drop that lands, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
