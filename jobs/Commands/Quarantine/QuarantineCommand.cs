using System.CommandLine;

namespace DataShare.Jobs;

/// <summary><c>datashare quarantine …</c>: what was refused, and what becomes of it.</summary>
internal sealed class QuarantineCommand : Command, IHasExamples
{
    public QuarantineCommand(CommonOptions common)
        : base("quarantine", "What was refused: lists and shows it, gives it out for mending, takes it in again or discards it.")
    {
        Add(new QuarantineListCommand(common));
        Add(new QuarantineShowCommand(common));
        Add(new QuarantineExportCommand(common));
        Add(new QuarantineReplayCommand(common));
        Add(new QuarantineDiscardCommand(common));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare quarantine list                              what waits, and why",
        "datashare quarantine show 01JABC                       the reasons of one entry, with examples",
        "datashare quarantine replay 01JABC                     take it in again, after the contract was mended",
        "datashare quarantine discard 01JABC --why \"a test\"     it is not needed",
    ];
}
