using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>What the rules of the dataset as a whole say of one load.</summary>
internal sealed class RuleFindings
{
    /// <summary>Rows that break a rule together with others.</summary>
    public List<RefusedRows> Refused { get; } = [];

    /// <summary>Why the file may not land, a sentence each.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>What is noted of a file that lands all the same.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>The refusal of the file for its errors.</summary>
    public Refusal Refusal(DataContract contract) =>
        new("quality", $"{string.Join(". ", Errors)} (contract {contract}).");

    public void Add(bool isWarning, string sentence) => (isWarning ? Warnings : Errors).Add(sentence);
}
