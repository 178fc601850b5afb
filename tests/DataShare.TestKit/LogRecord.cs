using Microsoft.Extensions.Logging;

namespace DataShare.TestKit;

/// <summary>Records log lines with their scopes.</summary>
public sealed class LogRecord : ILoggerProvider, ISupportExternalScope
{
    private readonly List<RecordedLine> lines = [];
    private IExternalScopeProvider scopes = new LoggerExternalScopeProvider();

    public IReadOnlyList<RecordedLine> Lines
    {
        get
        {
            lock (lines)
            {
                return [.. lines];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Recorder(LogRecord record, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => record.scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var named = new Dictionary<string, string>();
            record.scopes.ForEachScope(
                (scope, all) =>
                {
                    foreach (var (name, value) in scope as IEnumerable<KeyValuePair<string, object>> ?? [])
                    {
                        all[name] = value.ToString() ?? "";
                    }
                },
                named);
            lock (record.lines)
            {
                record.lines.Add(new RecordedLine(category, eventId.Id, formatter(state, exception), named));
            }
        }
    }
}

/// <param name="Scopes">Names with values.</param>
public sealed record RecordedLine(string Category, int Event, string Message, IReadOnlyDictionary<string, string> Scopes);
