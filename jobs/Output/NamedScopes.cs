using Microsoft.Extensions.Logging;

namespace DataShare.Jobs;

/// <summary>
/// The scopes of log lines. A scope of names and values, such as the id of a load, has no text of its own. It gets one here
/// (<c>LoadId 01M…</c>). Text lines show it, and JSON shows it next to the values.
/// </summary>
/// <param name="hasScheduler">Whether to keep the scheduler's own scope, which makes text lines long without being useful.</param>
internal sealed class NamedScopes(bool hasScheduler) : IExternalScopeProvider
{
    private readonly LoggerExternalScopeProvider scopes = new();

    public void ForEachScope<TState>(Action<object?, TState> callback, TState state) => scopes.ForEachScope(callback, state);

    public IDisposable Push(object? state) => state switch
    {
        KeyValuePair<string, object>[] values => scopes.Push(new NamedScope(values)),
        IEnumerable<KeyValuePair<string, object?>> values when !hasScheduler && IsOfScheduler(values) => new NoScope(),
        _ => scopes.Push(state),
    };

    private static bool IsOfScheduler(IEnumerable<KeyValuePair<string, object?>> values) =>
        values.Any(v => v.Key.StartsWith("quartz.", StringComparison.Ordinal));

    private sealed class NamedScope(KeyValuePair<string, object>[] values) : List<KeyValuePair<string, object>>(values)
    {
        private readonly string text = string.Join(", ", values.Select(v => $"{v.Key} {v.Value}"));

        public override string ToString() => text;
    }

    private sealed class NoScope : IDisposable
    {
        public void Dispose()
        {
            // There is no scope to remove.
        }
    }
}
