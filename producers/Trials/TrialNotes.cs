using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>What is known of one drop in a trial.</summary>
internal sealed class TrialNote(DropFile file)
{
    public DropFile File { get; } = file;

    /// <summary>Null when no version was found.</summary>
    public FittedDrop? Fitted { get; set; }

    /// <summary>Null when its rows were not looked at.</summary>
    public GateReport? Report { get; set; }

    /// <summary>Null when no row was rejected.</summary>
    public TrialReasons? Reasons { get; set; }

    public Refusal? Refusal { get; set; }

    public TrialDuplicate? Duplicate { get; set; }

    /// <summary>What is told of it when it lands, a sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; set; } = [];

    public TrialRows? Rows { get; set; }
}

/// <summary>What is known of the drops of one trial: of a file, or of the members of an archive.</summary>
internal sealed class TrialNotes
{
    private readonly Dictionary<LoadId, TrialNote> notes = [];

    public TrialNote Of(DropFile file)
    {
        if (!notes.TryGetValue(file.LoadId, out var note))
        {
            notes[file.LoadId] = note = new TrialNote(file);
        }

        return note;
    }
}
