using DataShare.Lake;
using Microsoft.Extensions.Logging;

namespace DataShare.Jobs;

/// <summary>
/// Prints the log lines that a user needs while a command runs: the process that it waits for. The command itself prints
/// outcomes and failures.
/// </summary>
internal sealed class NoticeLog(TextWriter output) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == LockWait.Event)
        {
            output.WriteLine(formatter(state, exception) + ".");
        }
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    public void Dispose()
    {
        // The program owns the output.
    }
}
