namespace DataShare.Producers;

/// <summary>The reason why a drop is the same as an earlier load.</summary>
public enum Sameness
{
    /// <summary>Its content was appended before, and appended rows stay.</summary>
    Appended,

    /// <summary>Its content came last, so that nothing has changed since.</summary>
    CameLast,

    /// <summary>Its content is the current snapshot.</summary>
    CurrentSnapshot,

    /// <summary>The same entry of the quarantine was replayed before.</summary>
    Replayed,
}
