using System.CommandLine;

namespace DataShare.Jobs;

/// <summary>Arguments that the commands of the quarantine share.</summary>
internal static class QuarantineArguments
{
    public static Argument<string[]> Ids() => new("ID")
    {
        Description = "Load ids of entries. The beginning or the end of an id is enough if it is unique.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Argument<string> Id() => new("ID")
    {
        Description = "The load id of an entry. The beginning or the end of the id is enough if it is unique.",
    };

    public static Option<string?> By() => new("--by") { Description = "The person who does this. Default: the current user.", HelpName = "NAME" };
}
