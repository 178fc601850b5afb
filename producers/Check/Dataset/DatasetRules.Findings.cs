using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The result of the rules.</summary>
internal sealed partial class DatasetRules
{
    /// <summary>What the rules found in one load.</summary>
    internal sealed class Findings
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
}
