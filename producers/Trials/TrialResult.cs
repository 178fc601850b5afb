using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The result that a file would have if it were dropped.</summary>
public sealed record TrialResult
{
    /// <summary>The file's name.</summary>
    public required string Name { get; init; }

    /// <summary>The contract version that it would have; null if none was found.</summary>
    public DataContract? Contract { get; init; }

    /// <summary>The reason for this version; null if none was found.</summary>
    public string? WhyContract { get; init; }

    /// <summary>Null when the file was not read.</summary>
    public FileFormat? Format { get; init; }

    /// <summary>The dialect with which the file was read; null unless it is CSV.</summary>
    public CsvDialect? Dialect { get; init; }

    /// <summary>The line end; null unless it is CSV.</summary>
    public string? LineEnd { get; init; }

    /// <summary>Whether it begins with a byte order mark.</summary>
    public bool HasMark { get; init; }

    /// <summary>The contract's columns that the file has, in the contract's order.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The contract's columns that it does not have.</summary>
    public IReadOnlyList<string> Absent { get; init; } = [];

    /// <summary>Its columns that the contract does not have.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    public long AcceptedRows { get; init; }

    public long RejectedRows { get; init; }

    /// <summary>
    /// Accepted rows that would now be rejected; 0 if nothing is known about the earlier result, or the file was
    /// refused.
    /// </summary>
    public long NewlyRejectedRows { get; init; }

    public long TotalRows => AcceptedRows + RejectedRows;

    /// <summary>The rules that rejected rows break, most frequent first.</summary>
    public IReadOnlyList<TrialReason> Reasons { get; init; } = [];

    /// <summary>
    /// Notes about the file if it landed, such as rules of severity warning that it breaks; one sentence each.
    /// </summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Its first accepted rows; null if none would land, or none were requested.</summary>
    public TrialRows? FirstRows { get; init; }

    /// <summary>The earlier file or load with the same content; null if there is none.</summary>
    public TrialDuplicate? Duplicate { get; init; }

    /// <summary>
    /// The reason why it would stay where it is, to follow its name in a sentence; null if it would be ingested.
    /// </summary>
    public string? NotTaken { get; init; }

    /// <summary>The reason why the file would be refused as a whole; null if its accepted rows would land.</summary>
    public string? Refusal { get; init; }

    /// <summary>The short word for the refusal.</summary>
    public string? RefusalRule { get; init; }

    /// <summary>For a bug in DataShare: details for a report. Otherwise null.</summary>
    public string? Fault { get; init; }

    public bool WouldLand => this is { Refusal: null, Duplicate: null, NotTaken: null };

    /// <summary>Whether any part of it would go to quarantine.</summary>
    public bool WouldQuarantine => Refusal is not null || RejectedRows > 0;
}

/// <summary>A rule that rows of a file break.</summary>
/// <param name="Column">Null for the row as a whole.</param>
/// <param name="Examples">The first few.</param>
public sealed record TrialReason(string? Column, string Rule, long Count, IReadOnlyList<TrialExample> Examples);

/// <param name="Line">1-based line of a text file, or null.</param>
/// <param name="Message">For people: the value found and the value expected; restricted values are masked.</param>
/// <param name="Raw">The original record, including restricted values.</param>
public sealed record TrialExample(long Row, long? Line, string Message, string Raw);

/// <param name="Of">The load with the same content.</param>
/// <param name="OfFile">The file of the same trial that would be that load; null when the load has landed.</param>
/// <param name="Why">The reason why it is the same.</param>
public sealed record TrialDuplicate(LoadId Of, string? OfFile, Sameness Why);
