using System.CommandLine;

namespace DataShare.Jobs;

internal static class ConsumerArguments
{
    public static Argument<string> Name() => new("NAME") { Description = "The consumer's name." };
}
