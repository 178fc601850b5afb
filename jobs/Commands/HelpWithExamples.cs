using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace DataShare.Jobs;

/// <summary>A command that shows how it is called.</summary>
public interface IHasExamples
{
    IReadOnlyList<string> Examples { get; }
}

/// <summary>The library's help, and below it the command's examples.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private readonly HelpAction help = new();

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is IHasExamples { Examples: { Count: > 0 } examples })
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine("  " + example);
            }
        }

        return code;
    }
}
