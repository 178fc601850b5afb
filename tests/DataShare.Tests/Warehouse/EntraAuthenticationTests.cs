using System.Net;
using Azure.Core.Pipeline;
using DataShare.Warehouse;
using Microsoft.Data.SqlClient;
using Xunit;

namespace DataShare.Tests.Warehouse;

/// <summary>Signing in with Microsoft Entra ID. No request leaves the process.</summary>
public sealed class EntraAuthenticationTests
{
    private const string Secret = "of-the-application";

    [Theory]
    [InlineData("Active Directory Default", SqlAuthenticationMethod.ActiveDirectoryDefault)]
    [InlineData("Active Directory Managed Identity", SqlAuthenticationMethod.ActiveDirectoryManagedIdentity)]
    [InlineData("Active Directory MSI", SqlAuthenticationMethod.ActiveDirectoryMSI)]
    [InlineData("Active Directory Service Principal", SqlAuthenticationMethod.ActiveDirectoryServicePrincipal)]
    [InlineData("Active Directory Workload Identity", SqlAuthenticationMethod.ActiveDirectoryWorkloadIdentity)]
    public void Is_used_if_the_connection_string_asks_for_it(string keyword, SqlAuthenticationMethod method)
    {
        EntraAuthentication.Register(Connection(keyword));
        EntraAuthentication.Register(Connection(keyword));

        Assert.IsType<EntraAuthentication>(SqlAuthenticationProvider.GetProvider(method));
    }

    [Theory]
    [InlineData("Active Directory Interactive", SqlAuthenticationMethod.ActiveDirectoryInteractive)]
    [InlineData("Active Directory Device Code Flow", SqlAuthenticationMethod.ActiveDirectoryDeviceCodeFlow)]
    public void A_method_with_user_input_is_refused(string keyword, SqlAuthenticationMethod method)
    {
        var refused = Assert.Throws<WarehouseException>(() => EntraAuthentication.Register(Connection(keyword)));

        Assert.Contains(method.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.Contains("Active Directory Managed Identity", refused.Message.Replace("Default, ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Null(SqlAuthenticationProvider.GetProvider(method));
    }

    [Fact]
    public void Is_not_used_with_a_password() =>
        EntraAuthentication.Register(new SqlConnectionStringBuilder("Server=db;Database=DataShare;User ID=datashare;Password=x"));

    [Fact]
    public async Task An_application_gets_a_token_for_the_servers_resource()
    {
        string? asked = null;
        var entra = Entra(async request =>
        {
            asked = request.Content is null ? asked : await request.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return Json(request.RequestUri!.AbsolutePath switch
            {
                var path when path.EndsWith("/token", StringComparison.Ordinal) => """{"token_type": "Bearer", "expires_in": 3600, "access_token": "the-token"}""",
                var path when path.Contains("openid-configuration", StringComparison.Ordinal) =>
                    """{"token_endpoint": "https://login.microsoftonline.com/t/oauth2/v2.0/token", "authorization_endpoint": "https://login.microsoftonline.com/t/oauth2/v2.0/authorize", "issuer": "https://login.microsoftonline.com/t/v2.0"}""",
                _ => """{"tenant_discovery_endpoint": "https://login.microsoftonline.com/t/v2.0/.well-known/openid-configuration", "metadata": []}""",
            });
        });

        var token = await entra.AcquireTokenAsync(Parameters(SqlAuthenticationMethod.ActiveDirectoryServicePrincipal, "app", Secret));

        Assert.Equal("the-token", token.AccessToken);
        Assert.Contains("scope=" + WebUtility.UrlEncode("https://database.windows.net//.default"), asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_the_authority_cannot_be_reached()
    {
        var entra = Entra(_ => throw new HttpRequestException("no route"));

        var fault = await Assert.ThrowsAnyAsync<SqlAuthenticationProviderException>(
            () => entra.AcquireTokenAsync(Parameters(SqlAuthenticationMethod.ActiveDirectoryServicePrincipal, "app", Secret)));

        Assert.StartsWith("Microsoft Entra ID cannot be reached for a token (ActiveDirectoryServicePrincipal): ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("no route", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_the_authority_does_not_answer_in_time()
    {
        var entra = Entra(async _ =>
        {
            await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
            throw new InvalidOperationException();
        });

        var fault = await Assert.ThrowsAnyAsync<SqlAuthenticationProviderException>(
            () => entra.AcquireTokenAsync(Parameters(SqlAuthenticationMethod.ActiveDirectoryServicePrincipal, "app", Secret)));

        Assert.Contains("cannot be reached for a token", fault.Message, StringComparison.Ordinal);
        Assert.Contains("within 1 s", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, Secret, "no 'User ID'")]
    [InlineData("app", null, "no 'Password'")]
    public async Task Names_the_missing_part_of_the_connection_string(string? user, string? password, string lacks)
    {
        var fault = await Assert.ThrowsAnyAsync<SqlAuthenticationProviderException>(
            () => Entra(_ => throw new HttpRequestException()).AcquireTokenAsync(
                Parameters(SqlAuthenticationMethod.ActiveDirectoryServicePrincipal, user, password)));

        Assert.StartsWith("Microsoft Entra ID issues no token", fault.Message, StringComparison.Ordinal);
        Assert.Contains(lacks, fault.Message, StringComparison.Ordinal);
        Assert.Contains("client id", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_the_missing_variables_of_a_pod_without_an_identity()
    {
        var fault = await Assert.ThrowsAnyAsync<SqlAuthenticationProviderException>(
            () => Entra(_ => throw new HttpRequestException()).AcquireTokenAsync(
                Parameters(SqlAuthenticationMethod.ActiveDirectoryWorkloadIdentity, "app", null)));

        Assert.StartsWith("Microsoft Entra ID issues no token", fault.Message, StringComparison.Ordinal);
        Assert.Contains("AZURE_FEDERATED_TOKEN_FILE", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    private static SqlConnectionStringBuilder Connection(string authentication) =>
        new($"Server=db.example.com;Database=DataShare;Authentication={authentication}");

    private static SqlAuthenticationParameters Parameters(SqlAuthenticationMethod method, string? user, string? password) => new(
        method,
        "db.example.com",
        "DataShare",
        "https://database.windows.net/",
        "https://login.microsoftonline.com/6d1e5b5c-0000-4000-8000-000000000000",
        user,
        password,
        Guid.Empty,
        1);

    private static EntraAuthentication Entra(Func<HttpRequestMessage, Task<HttpResponseMessage>> answer) => new(new EntraCredentials(options =>
    {
        options.Transport = new HttpClientTransport(new Answers(answer));
        options.Retry.MaxRetries = 0;
    }));

    private static HttpResponseMessage Json(string text) => new(HttpStatusCode.OK)
    {
        Content = new StringContent(text, System.Text.Encoding.UTF8, "application/json"),
    };

    private sealed class Answers(Func<HttpRequestMessage, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            answer(request).WaitAsync(cancellationToken);
    }
}
