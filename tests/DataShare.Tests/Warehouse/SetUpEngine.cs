using System.Text.RegularExpressions;
using DataShare.TestKit;
using DataShare.Warehouse;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace DataShare.Tests.Warehouse;

/// <summary>A database that is set up with the script, as by an administrator.</summary>
public sealed partial class SetUpEngine : TestEngine
{
    private const string Password = "Ds1-of-the-tests";

    private readonly List<string> logins = [];
    private TestSqlServer? server;
    private TestDatabase? database;
    private WarehouseOptions? options;

    public override string IsDeleted => "_deleted = 1";

    public override string LongQuery => throw new NotSupportedException();

    public override int ManyRows => throw new NotSupportedException();

    private TestDatabase Database => database ?? throw new InvalidOperationException("The engine was not started.");

    private string Service => Database.Name + "_service";

    /// <summary>As the owner of the database, before the script runs.</summary>
    public override async ValueTask StartAsync(WarehouseOptions options, TemporaryFolder folder, CancellationToken cancellationToken)
    {
        server = await TestContext.Current.GetFixture<TestSqlServer>() ?? throw new InvalidOperationException("There is no such fixture.");
        Assert.SkipWhen(await server.WhyAbsentAsync() is not null, await server.WhyAbsentAsync() ?? "");
        database = await server.CreateDatabaseAsync(cancellationToken);
        (options.Engine, options.ConnectionString) = (WarehouseEngine.SqlServer, database.ConnectionString);
        this.options = options;
    }

    /// <summary>Runs the script, and returns the server's messages about unknown rights.</summary>
    public async Task<IReadOnlyList<string>> SetUpAsync(CancellationToken cancellationToken)
    {
        logins.Add(Service);
        var script = SetupScript.SqlServer
            .Replace("$(DATABASE)", Database.Name, StringComparison.Ordinal)
            .Replace("$(LOGIN)", Service, StringComparison.Ordinal)
            .Replace("$(PASSWORD)", Password, StringComparison.Ordinal);
        var unknown = new List<string>();
        await using var connection = new SqlConnection(
            new SqlConnectionStringBuilder(Database.ConnectionString) { InitialCatalog = "master", Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        foreach (var batch in Separator().Split(script).Where(b => !string.IsNullOrWhiteSpace(b)))
        {
            try
            {
                await using var command = new SqlCommand(batch, connection);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (SqlException e) when (batch.Contains("\ngrant ", StringComparison.Ordinal) && e.Message.Contains("supported", StringComparison.Ordinal))
            {
                unknown.Add(e.Message);
            }
        }

        return unknown;
    }

    /// <summary>From now on, the warehouse is opened with the login that the script made.</summary>
    public void BecomeService() => options!.ConnectionString = ConnectionString(Service);

    /// <summary>Adds a login and user with these roles, and returns the connection string.</summary>
    public async Task<string> AddUserAsync(string name, IReadOnlyList<string> roles, CancellationToken cancellationToken)
    {
        var login = $"{Database.Name}_{name}";
        logins.Add(login);
        await Database.ExecuteOnServerAsync($"create login [{login}] with password = N'{Password}'", cancellationToken);
        await Database.ExecuteAsync($"create user [{login}] for login [{login}]", cancellationToken);
        foreach (var role in roles)
        {
            await Database.ExecuteAsync($"alter role [{role}] add member [{login}]", cancellationToken);
        }

        return ConnectionString(login);
    }

    public override IWarehouse Open(WarehouseOptions options) =>
        new SqlServerWarehouse(options, TimeProvider.System, NullLogger<SqlServerWarehouse>.Instance, new Random(1));

    public override Task ExecuteAsync(string sql, CancellationToken cancellationToken) => Database.ExecuteAsync(sql, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        if (database is null)
        {
            return;
        }

        await database.DisposeAsync();
        foreach (var login in logins.Distinct())
        {
            await database.ExecuteOnServerAsync($"if suser_id(N'{login}') is not null drop login [{login}]", CancellationToken.None);
        }
    }

    private string ConnectionString(string login) => new SqlConnectionStringBuilder(Database.ConnectionString)
    {
        IntegratedSecurity = false,
        UserID = login,
        Password = Password,
        Pooling = false,
    }.ConnectionString;

    [GeneratedRegex(@"^go$", RegexOptions.Multiline)]
    private static partial Regex Separator();
}
