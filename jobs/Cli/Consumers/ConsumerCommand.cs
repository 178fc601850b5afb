using System.CommandLine;

namespace DataShare.Jobs;

/// <summary><c>datashare consumer …</c>: shows, pauses, resumes and rewinds consumers.</summary>
internal sealed class ConsumerCommand : Command, IHasExamples
{
    public ConsumerCommand(CommonOptions common)
        : base("consumer", "Lists, shows, pauses, resumes or rewinds consumers.")
    {
        Add(new ConsumerListCommand(common));
        Add(new ConsumerShowCommand(common));
        Add(new ConsumerPauseCommand(common));
        Add(new ConsumerResumeCommand(common));
        Add(new ConsumerRewindCommand(common));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "datashare consumer list                               all consumers, and how far each is",
        "datashare consumer show orders-feed                   its positions and its last deliveries",
        "datashare consumer pause orders-feed --why \"a move\"   no deliveries until it is resumed",
        "datashare consumer rewind orders-feed --to orders@40  deliver again what came after version 40",
    ];
}
