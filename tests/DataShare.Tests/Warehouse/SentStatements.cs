using System.Collections.Concurrent;
using System.Diagnostics;
using DataShare.TestKit;
using DataShare.Tests.Warehouse;
using Microsoft.Data.SqlClient.Diagnostics;
using Xunit;

[assembly: AssemblyFixture(typeof(TestSqlServer))]
[assembly: AssemblyFixture(typeof(SentStatements))]

namespace DataShare.Tests.Warehouse;

/// <summary>Listens to SqlClient, and parses each statement that it sends with the grammar of every server.</summary>
public sealed class SentStatements : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly ConcurrentBag<IDisposable> subscriptions = [];
    private readonly ConcurrentDictionary<string, Lazy<string[]>> errors = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<(string Database, string Error)> found = [];
    private readonly ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);

    public SentStatements() => subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

    /// <summary>The syntax errors of statements that were sent to a database.</summary>
    public IReadOnlyList<string> NotUnderstood(string database) =>
        [.. found.Where(f => f.Database == database).Select(f => f.Error).Distinct(StringComparer.Ordinal)];

    /// <summary>The number of statements that were sent to a database.</summary>
    public int Count(string database) => counts.GetValueOrDefault(database);

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name == "SqlClientDiagnosticListener")
        {
            subscriptions.Add(value.Subscribe(this));
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is SqlClientCommandBefore { Command: { Connection: { } connection } command })
        {
            counts.AddOrUpdate(connection.Database, 1, (_, count) => count + 1);
            foreach (var error in errors.GetOrAdd(command.CommandText, sql => new(() => [.. TransactSqlGrammar.Errors(sql)])).Value)
            {
                found.Add((connection.Database, error));
            }
        }
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    public void Dispose()
    {
        foreach (var subscription in subscriptions)
        {
            subscription.Dispose();
        }
    }
}
