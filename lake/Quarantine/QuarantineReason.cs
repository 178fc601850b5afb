using DataShare.Schemas;

namespace DataShare.Lake;

/// <summary>What of a drop is in quarantine.</summary>
public enum QuarantineKind
{
    /// <summary>The whole file; nothing of it is in the lake's table.</summary>
    File,

    /// <summary>Some of its rows; the others landed.</summary>
    Rows,
}

/// <summary>Why something is in quarantine: <c>reason.json</c>.</summary>
public sealed record QuarantineReason
{
    public required LoadId LoadId { get; init; }

    public required DatasetName Dataset { get; init; }

    /// <summary>The file's name as it was dropped.</summary>
    public required string FileName { get; init; }

    /// <summary>
    /// The folder of the inbox it was dropped in, whose name may say the version: <c>orders@1</c>; null when not known.
    /// </summary>
    public string? InboxFolder { get; init; }

    /// <summary>Of the bytes as they came.</summary>
    public required ContentHash Sha256 { get; init; }

    public required long Bytes { get; init; }

    /// <summary>When the file that came was last written; null in an entry of an older version.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>The version it was checked against; null when none was found.</summary>
    public ContractVersion? Contract { get; init; }

    public required QuarantineKind Kind { get; init; }

    /// <summary>A short word for why the file was refused: <c>header</c>, <c>quote</c>…; null when only rows are here.</summary>
    public string? Rule { get; init; }

    /// <summary>What was found, where, what was expected, in a sentence or two.</summary>
    public required string Reason { get; init; }

    /// <summary>Rows of the file; null when it was not read to its end.</summary>
    public long? TotalRows { get; init; }

    /// <summary>Rows that broke a rule, as far as the file was read.</summary>
    public long RejectedRows { get; init; }

    /// <summary>The first of them; restricted values are masked by whoever found them.</summary>
    public IReadOnlyList<QuarantinedValue> Violations { get; init; } = [];

    /// <summary>What the file is called within the entry; null when only its rows are here.</summary>
    public string? File { get; init; }

    /// <summary>
    /// Of each other file of the entry, by its name there; the whole file's is <see cref="Sha256"/>. Null in an entry of an
    /// older version.
    /// </summary>
    public IReadOnlyDictionary<string, ContentHash>? Hashes { get; init; }

    /// <summary>What its sidecar is called within the entry; null when it had none.</summary>
    public string? Sidecar { get; init; }

    /// <summary>The load that was replayed and left this; null when it is a first refusal.</summary>
    public LoadId? ReplayOf { get; init; }

    /// <summary>The load that this was the file of, and that landed before the file was written to once more; else null.</summary>
    public LoadId? LaterVersionOf { get; init; }

    /// <summary>How the rejected rows are written for mending; null when there are none.</summary>
    public QuarantineForm? Form { get; init; }

    /// <summary>Whether the file was itself rows of an entry, mended: then a row's number is that of the file before.</summary>
    public bool IsMended { get; init; }

    /// <summary>Where the lake keeps the exact bytes, or null.</summary>
    public string? RawPath { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>A value that broke a rule.</summary>
/// <param name="Row">1-based, header not counted.</param>
/// <param name="Line">1-based line of a text file, or null.</param>
/// <param name="ByteOffset">Where the row begins in the file's unpacked content, from 0; null where rows have no place.</param>
/// <param name="Column">Null when the whole row is meant.</param>
/// <param name="Value">Cut at 80 characters; null when there was none.</param>
/// <param name="Rule">The rule's short name: <c>type</c>, <c>required</c>, <c>maxLength</c>…</param>
/// <param name="Message">For people: found, expected.</param>
public sealed record QuarantinedValue(
    long Row, long? Line, long? ByteOffset, string? Column, string? Value, string Rule, string Message);
