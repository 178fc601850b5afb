using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The result of the rules.</summary>
internal sealed partial class DatasetRules
{
    /// <summary>The findings of the rules in one load.</summary>
    internal sealed class Findings
    {
        /// <summary>Rows that break a rule together with others.</summary>
        public List<RefusedRows> Refused { get; } = [];

        /// <summary>The reasons why the file may not land, one sentence each.</summary>
        public List<string> Errors { get; } = [];

        /// <summary>Notes about a file that lands all the same, one sentence each.</summary>
        public List<string> Warnings { get; } = [];

        /// <summary>Refuses the file because of its errors.</summary>
        public Refusal Refusal(DataContract contract) =>
            new("quality", $"{string.Join(". ", Errors)} (contract {contract}).");

        public void Add(bool isWarning, string sentence) => (isWarning ? Warnings : Errors).Add(sentence);
    }
}
