using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>The result of one drop in a trial.</summary>
internal sealed class TrialNote(Drop drop)
{
    public Drop Drop { get; } = drop;

    /// <summary>The drop with its contract version; null when its rows were not read.</summary>
    public Drop? Matched { get; set; }

    /// <summary>Null when its rows were not read.</summary>
    public GateReport? Report { get; set; }

    /// <summary>Null when no row was rejected.</summary>
    public TrialReasons? Reasons { get; set; }

    public Refusal? Refusal { get; set; }

    public TrialDuplicate? Duplicate { get; set; }

    /// <summary>Notes for people if it lands, one sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; set; } = [];

    public TrialRows? Rows { get; set; }
}

/// <summary>The results of the drops in a trial: one file, or the members of an archive.</summary>
internal sealed class TrialNotes
{
    private readonly Dictionary<LoadId, TrialNote> notes = [];

    public TrialNote Of(Drop drop)
    {
        if (!notes.TryGetValue(drop.LoadId, out var note))
        {
            notes[drop.LoadId] = note = new TrialNote(drop);
        }

        return note;
    }
}
