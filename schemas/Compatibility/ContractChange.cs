namespace DataShare.Schemas;

/// <summary>The part of a version number that a change moves.</summary>
public enum VersionStep
{
    /// <summary>Only words change.</summary>
    Patch,

    /// <summary>The shape changes, and neither direction breaks.</summary>
    Minor,

    /// <summary>A direction breaks: a table of its own.</summary>
    Major,
}

/// <summary>The directions in which a change breaks.</summary>
[Flags]
public enum Directions
{
    None = 0,

    /// <summary>The new contract cannot read what was written under the old one.</summary>
    Backward = 1,

    /// <summary>A reader of the old contract cannot read what is written under the new one.</summary>
    Forward = 2,
}

/// <summary>One difference between two versions of a contract, judged by a row of the compatibility table.</summary>
/// <param name="Path">
/// Where, such as <c>columns.amount</c> (of the old contract, where that has it), <c>columns.amount.type</c>,
/// <c>primaryKey</c>, <c>quality.rowCount</c>, <c>sla.frequency</c>; waivers name it.
/// </param>
/// <param name="Rule">The row of the table, such as <c>column-renamed</c>.</param>
/// <param name="Text">The change, as a sentence without its full stop.</param>
/// <param name="Step">The step that the version number needs.</param>
/// <param name="Warning">A warning, although nothing breaks; null for none.</param>
public sealed record ContractChange(
    string Path,
    string Rule,
    string Text,
    Directions Breaks,
    VersionStep Step,
    string? Warning = null)
{
    /// <summary>The affected column of the old contract; null for a change of the dataset, or a new column.</summary>
    public string? Column { get; init; }

    /// <summary>The text for a reader of the column, after "which 2.0.0"; null if no reader is affected.</summary>
    public string? ReaderText { get; init; }

    /// <summary>The new type of the column, if the type changed.</summary>
    public ColumnType? NewType { get; init; }

    /// <summary>
    /// Whether earlier programs did not see this change, so published versions may differ by it. Then the next version may
    /// differ by it too.
    /// </summary>
    internal bool IsYounger { get; init; }

    /// <summary>Whether it breaks producers: the files that they keep sending would get another meaning.</summary>
    internal bool IsReread => Rule == CompatibilityRule.FilesReadOtherwise.Name;

    /// <summary>The directions for which the step is needed, even if nothing breaks between these two versions alone.</summary>
    internal Directions Concerns { get; init; } = Breaks;
}
