using DataShare.Lake;
using Microsoft.Extensions.Logging;

namespace DataShare.Jobs;

/// <summary>
/// Of all that is logged while a command runs, what its user has to know before it ends: who is waited for. A command
/// prints outcomes and failures itself.
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
        // The output is the program's.
    }
}
