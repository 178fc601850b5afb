using System.Collections.Concurrent;
using Docker.DotNet;
using DotNet.Testcontainers.Builders;
using Microsoft.Data.SqlClient;
using Testcontainers.MsSql;

namespace DataShare.TestKit;

/// <summary>
/// The SQL Server of the tests: the one of the variable <see cref="Variable"/>, otherwise one in a container, otherwise none.
/// It is searched once, at the first use. After the tests it drops all databases that it created.
/// </summary>
public sealed class TestSqlServer : IAsyncDisposable
{
    /// <summary>The variable with the connection string of a login that may create databases and logins.</summary>
    public const string Variable = "DATASHARE_TEST_MSSQL";

    /// <summary>The same as in docker-compose.yml.</summary>
    public const string Image = "mcr.microsoft.com/mssql/server:2022-CU27-ubuntu-22.04";

    private readonly Lazy<Task<Found>> found = new(FindAsync);
    private readonly ConcurrentDictionary<string, TestDatabase> databases = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<TestDatabase> idle = [];

    /// <summary>A server may refuse to create two databases at once.</summary>
    private readonly SemaphoreSlim gate = new(1);

    /// <summary>Null if there is a server; otherwise the missing part, and what to do.</summary>
    public async Task<string?> WhyAbsentAsync() => (await found.Value).Absence;

    /// <summary>
    /// An empty database with row versions, as the warehouse needs it. Another test may have used it before, because a server is
    /// faster on existing connections.
    /// </summary>
    public async Task<TestDatabase> RentDatabaseAsync(CancellationToken cancellationToken) =>
        idle.TryTake(out var database) ? database : await CreateDatabaseAsync(cancellationToken);

    /// <summary>Empties a database for another test, or drops it if it cannot be emptied at once.</summary>
    public async Task ReturnAsync(TestDatabase database)
    {
        if (await database.TryEmptyAsync())
        {
            idle.Add(database);
        }
        else
        {
            await database.DisposeAsync();
        }
    }

    /// <summary>A new database. The caller disposes it.</summary>
    /// <param name="collation">The collation; null for the server's own.</param>
    public async Task<TestDatabase> CreateDatabaseAsync(CancellationToken cancellationToken, string? collation = null)
    {
        var (server, _, absence) = await found.Value;
        var database = new TestDatabase(
            server ?? throw new InvalidOperationException(absence),
            "datashare_test_" + Convert.ToHexStringLower(BitConverter.GetBytes(Random.Shared.NextInt64())));
        databases[database.Name] = database;
        await gate.WaitAsync(cancellationToken);
        try
        {
            await database.CreateAsync(collation, cancellationToken);
        }
        finally
        {
            gate.Release();
        }

        return database;
    }

    public async ValueTask DisposeAsync()
    {
        gate.Dispose();
        if (!found.IsValueCreated)
        {
            return;
        }

        foreach (var database in databases.Values)
        {
            await database.DisposeAsync();
        }

        if ((await found.Value).Container is { } container)
        {
            await container.DisposeAsync();
        }
    }

    private static async Task<Found> FindAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return new Found(new SqlConnectionStringBuilder(given), null, null);
        }

        try
        {
            // Throws at once if there is no container engine.
            var container = new MsSqlBuilder(Image).Build();
            await container.StartAsync();
            return new Found(new SqlConnectionStringBuilder(container.GetConnectionString()), container, null);
        }
        catch (DockerUnavailableException)
        {
            return new Found(null, null, $"Needs a SQL Server: set {Variable} to its connection string, or start a container engine.");
        }
        catch (DockerApiException e)
        {
            return new Found(null, null, $"Needs a SQL Server: set {Variable} to its connection string; {Image} did not start: {e.Message}");
        }
    }

    private sealed record Found(SqlConnectionStringBuilder? Server, MsSqlContainer? Container, string? Absence);
}
