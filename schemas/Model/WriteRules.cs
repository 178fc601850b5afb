namespace DataShare.Schemas;

/// <summary>The way in which a drop's rows change the table.</summary>
public enum WriteMode
{
    /// <summary>Rows are added.</summary>
    Append,

    /// <summary>Rows are inserted or updated by primary key.</summary>
    Merge,

    /// <summary>Each drop is the whole dataset.</summary>
    Snapshot,
}

/// <param name="Mode">Default: append.</param>
/// <param name="DeleteMarker">In merge mode, the column and value that mean the key is deleted, or null.</param>
public sealed record WriteRules(WriteMode Mode = WriteMode.Append, DeleteMarker? DeleteMarker = null);

/// <summary>A row with <paramref name="Value"/> in <paramref name="Column"/> deletes its key.</summary>
public sealed record DeleteMarker(string Column, string Value);

public enum UnknownColumnRule
{
    /// <summary>A file with a column that the contract does not have is refused.</summary>
    Reject,

    /// <summary>The column is left out.</summary>
    Ignore,

    /// <summary>Its values are kept as one JSON object for each row, in a column that DataShare adds.</summary>
    Rescue,
}

public enum BadRowRule
{
    /// <summary>
    /// A bad row goes to quarantine, the rest of its file lands. In a snapshot with a key, the earlier row with its key stays.
    /// </summary>
    Quarantine,

    /// <summary>One bad row sends the whole file to quarantine.</summary>
    RejectFile,
}

/// <param name="UnknownColumn">Default: reject.</param>
/// <param name="BadRow">
/// Default: quarantine. For a snapshot without a key, whose earlier rows cannot be told apart: the whole file, unless
/// the contract sets how many rows can be rejected.
/// </param>
/// <param name="MaxRejectPercent">
/// The percentage of rejected rows above which the whole file is refused. Default: 10.
/// </param>
public sealed record ViolationRules(
    UnknownColumnRule UnknownColumn = UnknownColumnRule.Reject,
    BadRowRule BadRow = BadRowRule.Quarantine,
    decimal MaxRejectPercent = 10m);
