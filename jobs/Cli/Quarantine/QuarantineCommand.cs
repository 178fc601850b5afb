using System.CommandLine;

namespace DataShare.Jobs;

/// <summary><c>datashare quarantine …</c>: shows, replays and discards refused files and rows.</summary>
internal sealed class QuarantineCommand : Command, IHasExamples
{
    public QuarantineCommand(CommonOptions common)
        : base("quarantine", "Lists, shows, exports, replays or discards rejected files and rows.")
    {
        Add(new QuarantineListCommand(common));
        Add(new QuarantineShowCommand(common));
        Add(new QuarantineExportCommand(common));
        Add(new QuarantineReplayCommand(common));
        Add(new QuarantineDiscardCommand(common));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare quarantine list                              all entries, and why they were rejected",
        "datashare quarantine show 01JABC                       the reasons of one entry, with examples",
        "datashare quarantine replay 01JABC                     ingest it again, after the contract was corrected",
        "datashare quarantine discard 01JABC --why \"a test\"     it is not needed",
    ];
}
