using System.Collections.Concurrent;
using Azure.Core;
using Azure.Identity;
using Microsoft.Data.SqlClient;

namespace DataShare.Warehouse;

/// <summary>The credentials for Microsoft Entra ID from a connection string. Can be called concurrently.</summary>
/// <param name="adjust">For tests: changes the transport of requests.</param>
internal sealed class EntraCredentials(Action<TokenCredentialOptions>? adjust = null)
{
    // A credential keeps its tokens until they expire, so a new connection rarely requests one.
    private readonly ConcurrentDictionary<Identity, TokenCredential> known = new();

    /// <summary>The authentication methods that need no user input.</summary>
    public static IReadOnlyList<SqlAuthenticationMethod> Methods { get; } =
    [
        SqlAuthenticationMethod.ActiveDirectoryDefault,
        SqlAuthenticationMethod.ActiveDirectoryManagedIdentity,
        SqlAuthenticationMethod.ActiveDirectoryMSI,
        SqlAuthenticationMethod.ActiveDirectoryServicePrincipal,
        SqlAuthenticationMethod.ActiveDirectoryWorkloadIdentity,
    ];

    /// <summary>The advice if there is no token.</summary>
    public static string Advice(SqlAuthenticationMethod method) => method switch
    {
        SqlAuthenticationMethod.ActiveDirectoryServicePrincipal =>
            "Check that 'User ID' in the connection string is the application's client id, and 'Password' one of its secrets that has not expired.",
        SqlAuthenticationMethod.ActiveDirectoryWorkloadIdentity =>
            "Check that AZURE_FEDERATED_TOKEN_FILE and AZURE_TENANT_ID are set, and that 'User ID' or AZURE_CLIENT_ID is the client id.",
        SqlAuthenticationMethod.ActiveDirectoryDefault =>
            "Give the process an identity, such as AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or sign in with 'az login'.",
        _ => "Check that this machine has a managed identity. 'User ID' in the connection string is its client id; leave it out for the machine's own identity.",
    };

    /// <exception cref="ArgumentException">A value that this method needs is missing.</exception>
    public TokenCredential For(SqlAuthenticationParameters parameters) =>
        known.GetOrAdd(
            new Identity(parameters.AuthenticationMethod, parameters.Authority, Given(parameters.UserId), Given(parameters.Password)),
            Make);

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private TokenCredential Make(Identity who)
    {
        // The server names its authority, tenant included: https://login.microsoftonline.com/<tenant>.
        var authority = new Uri(who.Authority);
        var tenant = authority.Segments[^1].Trim('/');
        var host = new Uri(authority.GetLeftPart(UriPartial.Authority));
        return who.Method switch
        {
            SqlAuthenticationMethod.ActiveDirectoryServicePrincipal => new ClientSecretCredential(
                tenant,
                who.User ?? throw new ArgumentException("The connection string has no 'User ID'."),
                who.Secret ?? throw new ArgumentException("The connection string has no 'Password'."),
                Adjusted(new ClientSecretCredentialOptions { AuthorityHost = host })),
            SqlAuthenticationMethod.ActiveDirectoryWorkloadIdentity => new WorkloadIdentityCredential(
                Adjusted(Workload(host, who.User))),
            SqlAuthenticationMethod.ActiveDirectoryDefault => new DefaultAzureCredential(
                Adjusted(new DefaultAzureCredentialOptions
                {
                    AuthorityHost = host,
                    TenantId = tenant,
                    ManagedIdentityClientId = who.User,
                    WorkloadIdentityClientId = who.User,
                })),
            _ => new ManagedIdentityCredential(Adjusted(new ManagedIdentityCredentialOptions(
                who.User is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(who.User)))),
        };
    }

    /// <summary>The pod's environment variables have the other values.</summary>
    private static WorkloadIdentityCredentialOptions Workload(Uri host, string? clientId)
    {
        var options = new WorkloadIdentityCredentialOptions { AuthorityHost = host };
        if (clientId is not null)
        {
            options.ClientId = clientId;
        }

        return options;
    }

    private T Adjusted<T>(T options)
        where T : TokenCredentialOptions
    {
        adjust?.Invoke(options);
        return options;
    }

    private sealed record Identity(SqlAuthenticationMethod Method, string Authority, string? User, string? Secret);
}
