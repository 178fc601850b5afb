using Azure.Core;
using Azure.Identity;
using Microsoft.Data.SqlClient;

namespace DataShare.Warehouse;

/// <summary>
/// Signs in with Microsoft Entra ID if the connection string has <c>Authentication=Active Directory …</c>, because SqlClient
/// needs a provider for that. Only methods without user input are allowed, because a service has no user.
/// </summary>
internal sealed class EntraAuthentication : SqlAuthenticationProvider
{
    // SqlClient keeps only the message of an exception, so the message has to show the kind of error.
    private const string Refused = "Microsoft Entra ID issues no token";
    private const string Unreachable = "Microsoft Entra ID cannot be reached for a token";

    private static readonly EntraAuthentication Shared = new(new EntraCredentials());

    private readonly EntraCredentials credentials;

    internal EntraAuthentication(EntraCredentials credentials) => this.credentials = credentials;

    /// <summary>Registers this provider with SqlClient, if the connection string needs it. May be repeated; an earlier provider stays.</summary>
    /// <exception cref="WarehouseException">The connection string asks for a method with user input.</exception>
    public static void Register(SqlConnectionStringBuilder connection)
    {
        var method = connection.Authentication;
        if (method is SqlAuthenticationMethod.NotSpecified or SqlAuthenticationMethod.SqlPassword || GetProvider(method) is not null)
        {
            return;
        }

        if (!EntraCredentials.Methods.Contains(method))
        {
            throw new WarehouseException(
                $"The connection string of DataShare:Warehouse says Authentication={method}, which a service cannot use. "
                + "Expected Active Directory Default, Managed Identity, Workload Identity or Service Principal.");
        }

        SetProvider(method, Shared);
    }

    /// <summary>The error if a connection could not be opened because there was no token; null for other faults.</summary>
    public static Exception? Explain(string server, SqlException fault)
    {
        var said = fault.Errors.Cast<SqlError>().Select(e => e.Message).ToList();
        return said.Find(m => m.StartsWith(Refused, StringComparison.Ordinal)) is { } refused
            ? new WarehouseException($"No connection to the SQL Server at '{server}': {refused} Nothing was changed.", fault)
            : said.Find(m => m.StartsWith(Unreachable, StringComparison.Ordinal)) is { } unreachable
                ? new WarehouseAwayException($"No connection to the SQL Server at '{server}': {unreachable} Nothing was changed; you can try again.", fault)
                : null;
    }

    public override bool IsSupported(SqlAuthenticationMethod authenticationMethod) => EntraCredentials.Methods.Contains(authenticationMethod);

    /// <exception cref="SqlAuthenticationProviderException">There is no token; the message says why and what to do.</exception>
    public override async Task<SqlAuthenticationToken> AcquireTokenAsync(SqlAuthenticationParameters parameters)
    {
        var method = parameters.AuthenticationMethod;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(Math.Max(1, parameters.ConnectionTimeout)));
        try
        {
            var credential = credentials.For(parameters);
            var token = await credential.GetTokenAsync(new TokenRequestContext([Scope(parameters.Resource)]), limit.Token);
            return new SqlAuthenticationToken(token.Token, token.ExpiresOn);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw new NoToken(method, Unreachable, $"no answer within {parameters.ConnectionTimeout} s.", e);
        }
        catch (AuthenticationFailedException e)
        {
            throw IsOutage(e)
                ? new NoToken(method, Unreachable, OneLine(e.Message), e)
                : new NoToken(method, Refused, $"{OneLine(e.Message)} {EntraCredentials.Advice(method)}", e);
        }
        catch (ArgumentException e)
        {
            throw new NoToken(method, Refused, $"{OneLine(e.Message)} {EntraCredentials.Advice(method)}", e);
        }
    }

    /// <summary>The scope with all permissions of the identity for the server's resource.</summary>
    private static string Scope(string resource) =>
        resource.EndsWith("/.default", StringComparison.Ordinal) ? resource : resource + "/.default";

    /// <summary>Whether the service did not answer, or answered that it is unavailable now.</summary>
    private static bool IsOutage(Exception e)
    {
        for (var cause = e.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpRequestException or TimeoutException or Azure.RequestFailedException { Status: 0 or 429 or >= 500 })
            {
                return true;
            }
        }

        return false;
    }

    private static string OneLine(string message)
    {
        var line = string.Join(' ', message.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.EndsWith('.') ? line : line + ".";
    }

    private sealed class NoToken(SqlAuthenticationMethod method, string kind, string why, Exception cause)
        : SqlAuthenticationProviderException(method, "none", shouldRetry: false, retryPeriod: 0, $"{kind} ({method}): {why}", cause);
}
