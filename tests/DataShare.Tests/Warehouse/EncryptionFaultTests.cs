using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DataShare.TestKit;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace DataShare.Tests.Warehouse;

/// <summary>SqlClient cannot agree on encryption with a server: the server is not down, and a retry does not help.</summary>
public sealed class EncryptionFaultTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("")]
    [InlineData("TrustServerCertificate=true")]
    public async Task Says_that_a_server_offers_no_encryption_and_how_to_do_without(string more)
    {
        await using var server = PreLoginServer.Plain(PreLoginEncryption.NotSupported);

        var said = await RefusedAsync(server, more);

        Assert.StartsWith($"The SQL Server at '127.0.0.1,{server.Port}' offers no encryption, but the connection string requires it.", said, StringComparison.Ordinal);
        Assert.Contains("add Encrypt=Optional to the connection string", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_a_certificate_has_another_name_or_is_not_trusted()
    {
        using var certificate = SelfSigned("other.example");
        await using var server = PreLoginServer.Tls(certificate);

        var said = await RefusedAsync(server, "");

        Assert.Contains("presents a certificate that this machine does not trust", said, StringComparison.Ordinal);
        Assert.Contains("HostNameInCertificate=…", said, StringComparison.Ordinal);
        Assert.Contains("TrustServerCertificate=true", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_a_certificate_is_not_the_one_of_the_connection_string()
    {
        using var certificate = SelfSigned("localhost");
        using var other = SelfSigned("localhost");
        await File.WriteAllBytesAsync(folder["other.cer"], other.Export(X509ContentType.Cert), TestContext.Current.CancellationToken);
        await using var server = PreLoginServer.Tls(certificate);

        var said = await RefusedAsync(server, $"ServerCertificate={folder["other.cer"]}");

        Assert.Contains("presents a certificate that this machine does not trust", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_there_is_no_version_of_tls_in_common()
    {
        await using var server = PreLoginServer.OtherTls();

        Assert.Contains("and this machine have no common version of TLS", await RefusedAsync(server, ""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_a_server_does_not_know_strict_encryption()
    {
        // Such a server reads the first bytes of TLS as a request, and answers as always.
        await using var server = PreLoginServer.Strange();

        var said = await RefusedAsync(server, "Encrypt=Strict");

        Assert.Contains("does not answer with TLS", said, StringComparison.Ordinal);
        Assert.Contains("write Encrypt=Mandatory", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_closes_the_connection_counts_as_down()
    {
        await using var server = PreLoginServer.Plain(PreLoginEncryption.On);
        using var warehouse = Warehouse(server, "");

        await Assert.ThrowsAsync<WarehouseAwayException>(async () => await warehouse.MigrateAsync(TestContext.Current.CancellationToken));
        Assert.True(File.Exists(folder["away.json"]));
    }

    public void Dispose() => folder.Dispose();

    private async Task<string> RefusedAsync(PreLoginServer server, string more)
    {
        using var warehouse = Warehouse(server, more);

        var refused = await Assert.ThrowsAsync<WarehouseException>(async () => await warehouse.MigrateAsync(TestContext.Current.CancellationToken));

        Assert.Contains(". Nothing was changed. ", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["away.json"]));
        Assert.Equal(1, server.Connections);
        return refused.Message;
    }

    private SqlServerWarehouse Warehouse(PreLoginServer server, string more) => new(
        new WarehouseOptions
        {
            Engine = WarehouseEngine.SqlServer,
            ConnectionString = $"Server=127.0.0.1,{server.Port};Database=share;User ID=a;Password=b;Connect Timeout=20;ConnectRetryCount=0;{more}",
            OutageFile = folder["away.json"],
        },
        TimeProvider.System,
        NullLogger<SqlServerWarehouse>.Instance);

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = RSA.Create(2048);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
