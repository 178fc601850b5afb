using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Data.Common;
using Microsoft.Extensions.Options;

namespace DataShare.Jobs;

/// <summary>Runs one call of the program: signals in, exit code out, every error as a sentence.</summary>
public static class CommandLineProgram
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        root.Options.OfType<HelpOption>().Single().Action = new HelpWithExamples();
        var call = root.Parse(args);
        if (call.Action is ParseErrorAction wrongUse)
        {
            wrongUse.ShowHelp = false;
            var code = wrongUse.Invoke(call);
            await Console.Error.WriteLineAsync($"See: {HelpCall(call)}");
            WriteJson(args, code, string.Join(" ", call.Errors.Select(e => e.Message)));
            return code;
        }

        using var signals = new StopSignals();
        // The program handles signals itself, because the library would end the process after a fixed time.
        var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        try
        {
            return await call.InvokeAsync(invocation, signals.Token);
        }
        // Some providers report a cancelled statement as an error of the server.
        catch (Exception stopped) when (stopped is OperationCanceledException or DbException && signals.Token.IsCancellationRequested)
        {
            const string message = "Stopped. Completed work is kept, and nothing half-done is visible. Run the same command to continue.";
            await Console.Error.WriteLineAsync(message);
            WriteJson(args, ExitCode.Failed, message);
            return ExitCode.Failed;
        }
        catch (OutputClosedException)
        {
            return ExitCode.NoReader;
        }
        catch (Exception exception) when (Explain(exception) is var (code, message))
        {
            await new PrintableWriter(Console.Error).WriteLineAsync(message);
            WriteJson(args, code, message);
            return code;
        }
    }

    /// <summary>Prints the error as JSON if the call asked for JSON. A command prints its own JSON only at its end, so there is no other yet.</summary>
    private static void WriteJson(string[] args, int exitCode, string message)
    {
        if (args.Contains("--json"))
        {
            JsonOutput.Write(Console.Out, new { error = message, exitCode });
        }
    }

    private static (int Code, string Message) Explain(Exception exception) => exception switch
    {
        UsageException => (ExitCode.Usage, exception.Message),
        RefusedContractException => (ExitCode.Breaking, exception.Message),
        OptionsValidationException settings => (ExitCode.Usage, SettingFault.Wrong(settings.Failures)),
        _ when ForeseenFault.Of(exception) is { } fault => (fault.ExitCode, fault.Message),
        // An unexpected error: a bug report needs all of it.
        _ => (ExitCode.Failed, exception.ToString()),
    };

    private static string HelpCall(ParseResult call)
    {
        var names = new List<string>();
        for (SymbolResult? at = call.CommandResult; at is CommandResult { Command: not RootCommand } command; at = at.Parent)
        {
            names.Insert(0, command.Command.Name);
        }

        return string.Join(' ', ["datashare", .. names, "--help"]);
    }
}
