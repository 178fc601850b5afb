using Microsoft.Data.SqlClient;

namespace DataShare.Warehouse;

/// <summary>Opens connections to the configured database, and records since when this fails.</summary>
internal sealed class SqlServerConnections
{
    /// <summary>The time-out while the server is down. SqlClient tries for its whole time-out; after one failure, later calls wait less.</summary>
    private const int SecondsWhileAway = 5;

    /// <summary>The connections that one load needs. Only one load of a process at a time asks for connections.</summary>
    private const int LeastConnections = 2;

    private readonly string text;
    private readonly string textWhileAway;
    private readonly Outages outages;

    /// <exception cref="WarehouseException">The connection string cannot be read, or names no database.</exception>
    public SqlServerConnections(WarehouseOptions options, Outages outages)
    {
        this.outages = outages;
        var builder = Parse(options.ReadConnectionString());
        ConfirmPool(builder);
        Server = builder.DataSource;
        Database = builder.InitialCatalog;
        if (!builder.ShouldSerialize("Application Name"))
        {
            builder.ApplicationName = "datashare";
        }

        // With larger packets, SqlClient 7.1.0 can keep waiting for a value of 100 KB or more although it has arrived.
        if (!builder.ShouldSerialize("Packet Size"))
        {
            builder.PacketSize = 4096;
        }

        // Otherwise the pool would answer new tries with the last failure.
        if (!builder.ShouldSerialize("Pool Blocking Period"))
        {
            builder.PoolBlockingPeriod = PoolBlockingPeriod.NeverBlock;
        }

        text = builder.ConnectionString;
        if (!builder.ShouldSerialize("Connect Timeout"))
        {
            builder.ConnectTimeout = SecondsWhileAway;
        }

        builder.Pooling = false;
        textWhileAway = builder.ConnectionString;
        EntraAuthentication.Register(builder);
    }

    public string Server { get; }

    public string Database { get; }

    /// <summary>The database and the server, for messages.</summary>
    public string Name => $"{Database} at {Server}";

    /// <exception cref="WarehouseAwayException">The server cannot be reached.</exception>
    /// <exception cref="WarehouseException">The server refuses, and would refuse again.</exception>
    public async ValueTask<SqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqlConnection(text);
        try
        {
            if (outages.IsNoted)
            {
                // Only a probe, because commits on this connection would have the short time-out too.
                await using var probe = new SqlConnection(textWhileAway);
                await probe.OpenAsync(cancellationToken);
            }

            await connection.OpenAsync(cancellationToken);
            outages.End();
            return connection;
        }
        catch (Exception e)
        {
            await connection.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            var explained = e switch
            {
                SqlException fault => EntraAuthentication.Explain(Server, fault) ?? SqlServerFaults.ExplainOpen(Server, Database, fault),
                InvalidOperationException => new WarehouseBusyException(
                    $"No connection to the SQL Server at '{Server}' was free in time. Nothing was changed; you can try again. ({e.Message})", e),
                _ => e,
            };
            if (explained is WarehouseAwayException && e is SqlException reason)
            {
                outages.Begin(SqlServerFaults.Said(reason));
            }

            throw explained == e ? new WarehouseException($"The SQL Server at '{Server}' cannot be opened: {e.Message} Nothing was changed.", e) : explained;
        }
    }

    /// <summary>Checks that the pool has enough connections. A load changes tables on a second connection, and would wait for it for ever.</summary>
    private static void ConfirmPool(SqlConnectionStringBuilder builder)
    {
        if (builder is { Pooling: true, MaxPoolSize: < LeastConnections })
        {
            throw new WarehouseException(FormattableString.Invariant(
                $"The connection string of DataShare:Warehouse says Max Pool Size={builder.MaxPoolSize}, and a load needs {LeastConnections} connections at once. ")
                + FormattableString.Invariant($"Set Max Pool Size={LeastConnections} or more, or remove it: the default is 100."));
        }
    }

    private static SqlConnectionStringBuilder Parse(string connectionString)
    {
        SqlConnectionStringBuilder builder;
        try
        {
            builder = new SqlConnectionStringBuilder(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            // SqlClient's message names the keyword but no value.
            throw new WarehouseException(
                $"The connection string of DataShare:Warehouse is not valid for SqlClient: {e.Message} "
                + "Expected for example: Server=db.example.com;Database=DataShare;User ID=datashare;Password=…", e);
        }

        return string.IsNullOrWhiteSpace(builder.DataSource) || string.IsNullOrWhiteSpace(builder.InitialCatalog)
            ? throw new WarehouseException(
                "The connection string of DataShare:Warehouse names no "
                + (string.IsNullOrWhiteSpace(builder.DataSource) ? "server: add Server=…" : "database: add Database=DataShare"))
            : builder;
    }
}
