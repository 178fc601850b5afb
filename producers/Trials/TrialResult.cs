using DataShare.Lake;
using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>What would come of a file if it were dropped.</summary>
public sealed record TrialResult
{
    /// <summary>The file's name.</summary>
    public required string Name { get; init; }

    /// <summary>The version it would be taken under; null when none was found.</summary>
    public DataContract? Contract { get; init; }

    /// <summary>Why this version; null when none was found.</summary>
    public string? WhyContract { get; init; }

    /// <summary>Null when the file was not read.</summary>
    public FileFormat? Format { get; init; }

    /// <summary>How the file is written, as it was read; null unless it is CSV.</summary>
    public CsvDialect? Dialect { get; init; }

    /// <summary>What ends its lines; null unless it is CSV.</summary>
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

    /// <summary>Rows that had been accepted and would be no more; 0 where nothing is known of before, or the file was refused.</summary>
    public long NewlyRejectedRows { get; init; }

    public long TotalRows => AcceptedRows + RejectedRows;

    /// <summary>What rejected rows break, most frequent first.</summary>
    public IReadOnlyList<TrialReason> Reasons { get; init; } = [];

    /// <summary>What would be told of it when it lands, such as rules of severity warning that it breaks; a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Its first accepted rows; null when none would land, or none were asked for.</summary>
    public TrialRows? FirstRows { get; init; }

    /// <summary>What it is the same as; null when it is news.</summary>
    public TrialDuplicate? Duplicate { get; init; }

    /// <summary>Why it would be left where it is, as a sentence goes on behind its name; null when it would be taken.</summary>
    public string? NotTaken { get; init; }

    /// <summary>Why the file would be refused as a whole; null when its accepted rows would land.</summary>
    public string? Refusal { get; init; }

    /// <summary>The short word for it.</summary>
    public string? RefusalRule { get; init; }

    /// <summary>Of a fault of the program: what somebody needs who has to mend it. Else null.</summary>
    public string? Fault { get; init; }

    public bool WouldLand => this is { Refusal: null, Duplicate: null, NotTaken: null };

    /// <summary>Whether anything of it would be in quarantine.</summary>
    public bool WouldQuarantine => Refusal is not null || RejectedRows > 0;
}

/// <summary>A rule that rows of a file break.</summary>
/// <param name="Column">Null: the row as a whole.</param>
/// <param name="Examples">The first few.</param>
public sealed record TrialReason(string? Column, string Rule, long Count, IReadOnlyList<TrialExample> Examples);

/// <param name="Line">1-based line of a text file, or null.</param>
/// <param name="Message">For people: found, expected; restricted values masked.</param>
/// <param name="Raw">The record as it stands in the file, restricted values in it.</param>
public sealed record TrialExample(long Row, long? Line, string Message, string Raw);

/// <param name="Of">The load that a file is the same as.</param>
/// <param name="OfFile">The file of the same trial that would be that load; null when the load has landed.</param>
/// <param name="Why">What makes it the same.</param>
public sealed record TrialDuplicate(LoadId Of, string? OfFile, Sameness Why);
