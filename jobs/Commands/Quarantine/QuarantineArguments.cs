using System.CommandLine;

namespace DataShare.Jobs;

/// <summary>Arguments that the commands of the quarantine share.</summary>
internal static class QuarantineArguments
{
    public static Argument<string[]> Ids() => new("ID")
    {
        Description = "Load ids of entries; the beginning or the end of one is enough when no other has it.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Argument<string> Id() => new("ID")
    {
        Description = "The load id of an entry; its beginning or its end is enough when no other has it.",
    };

    public static Option<string?> By() => new("--by") { Description = "Who does it. Default: the user who is signed in.", HelpName = "NAME" };
}
