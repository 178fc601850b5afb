namespace DataShare.Producers;

/// <summary>The properties that the match with a contract version sets.</summary>
internal sealed partial record Drop
{
    /// <summary>The statements about the drop's contract version.</summary>
    public VersionStatements Stated
    {
        get => field ?? throw new InvalidOperationException($"No contract version has been chosen for '{Name}' yet.");
        init;
    }

    /// <summary>
    /// Whether it lands even if the last drop of its table has the same content, because a drop of another major has landed since.
    /// </summary>
    public bool IsNews { get; init; }

    /// <summary>Notes for people about a drop that lands, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
