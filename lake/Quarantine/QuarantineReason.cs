using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>The part of a drop that is in quarantine.</summary>
public enum QuarantineKind
{
    /// <summary>The whole file; nothing of it is in the lake's table.</summary>
    File,

    /// <summary>Some of its rows; the others landed.</summary>
    Rows,
}

/// <summary>The reason of a quarantine entry: <c>reason.json</c>.</summary>
public sealed record QuarantineReason
{
    public required LoadId LoadId { get; init; }

    public required DatasetName Dataset { get; init; }

    /// <summary>The file's name as it was dropped.</summary>
    public required string FileName { get; init; }

    /// <summary>The folder of the inbox, whose name can state the version: <c>orders@1</c>; null if unknown.</summary>
    public string? InboxFolder { get; init; }

    /// <summary>The hash of the original bytes.</summary>
    public required ContentHash Sha256 { get; init; }

    public required long Bytes { get; init; }

    /// <summary>The time of the file's last write; null in an entry of an older version.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>The version that the file was checked against; null if none was found.</summary>
    public ContractVersion? Contract { get; init; }

    public required QuarantineKind Kind { get; init; }

    /// <summary>
    /// A short word for the reason: <c>header</c>, <c>quote</c>…; null if only rows are in quarantine.
    /// </summary>
    public string? Rule { get; init; }

    /// <summary>The fault, its place, and the expected value, in one or two sentences.</summary>
    public required string Reason { get; init; }

    /// <summary>The number of rows in the file; null if it was not read to its end.</summary>
    public long? TotalRows { get; init; }

    /// <summary>The number of rows that broke a rule, as far as the file was read.</summary>
    public long RejectedRows { get; init; }

    /// <summary>The first violations, with restricted values masked.</summary>
    public IReadOnlyList<QuarantinedValue> Violations { get; init; } = [];

    /// <summary>The file's name in the entry; null if only its rows are in quarantine.</summary>
    public string? File { get; init; }

    /// <summary>
    /// The hash of each other file of the entry, by its name; the whole file's hash is <see cref="Sha256"/>. Null in an
    /// entry of an older version.
    /// </summary>
    public IReadOnlyDictionary<string, ContentHash>? Hashes { get; init; }

    /// <summary>The sidecar's name in the entry; null if there is none.</summary>
    public string? Sidecar { get; init; }

    /// <summary>The load whose replay left this entry; null for a first refusal.</summary>
    public LoadId? ReplayOf { get; init; }

    /// <summary>The load that landed with the earlier content of this file; otherwise null.</summary>
    public LoadId? LaterVersionOf { get; init; }

    /// <summary>The dialect of the rejected rows; null if there are none.</summary>
    public QuarantineForm? Form { get; init; }

    /// <summary>
    /// Whether the file contains corrected rows of another entry; row numbers then refer to the original file.
    /// </summary>
    public bool IsMended { get; init; }

    /// <summary>The path of the original bytes in the lake, or null.</summary>
    public string? RawPath { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>A value that broke a rule.</summary>
/// <param name="Row">The 1-based row; the header does not count.</param>
/// <param name="Line">The 1-based line of a text file, or null.</param>
/// <param name="ByteOffset">
/// The row's offset in the file's unpacked content, from 0; null if rows have no offset.
/// </param>
/// <param name="Column">Null for the whole row.</param>
/// <param name="Value">The value, cut at 80 characters; null if there was none.</param>
/// <param name="Rule">The rule's short name: <c>type</c>, <c>required</c>, <c>maxLength</c>…</param>
/// <param name="Message">For people: found, expected.</param>
public sealed record QuarantinedValue(
    long Row, long? Line, long? ByteOffset, string? Column, string? Value, string Rule, string Message);
