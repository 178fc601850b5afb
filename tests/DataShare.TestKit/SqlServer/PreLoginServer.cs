using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace DataShare.TestKit;

/// <summary>A server's answer about encryption, with the names of the protocol (MS-TDS 2.2.6.5).</summary>
public enum PreLoginEncryption : byte
{
    Off = 0,
    On = 1,
    NotSupported = 2,
    Required = 3,
}

/// <summary>
/// Listens like a SQL Server, but only negotiates encryption. With it, tests can see a client's errors for wrong server
/// settings without a real server.
/// </summary>
public sealed class PreLoginServer : IAsyncDisposable
{
    private const byte Answer = 0x04;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly PreLoginEncryption encryption;
    private readonly Func<Stream, Task> then;
    private readonly bool isStrange;
    private readonly Task accepting;
    private int connections;

    private PreLoginServer(PreLoginEncryption encryption, Func<Stream, Task> then, bool isStrange = false)
    {
        (this.encryption, this.then, this.isStrange) = (encryption, then, isStrange);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    public int Connections => connections;

    /// <summary>Only states its encryption setting.</summary>
    public static PreLoginServer Plain(PreLoginEncryption encryption) => new(encryption, _ => Task.CompletedTask);

    /// <summary>Encrypts with a certificate.</summary>
    public static PreLoginServer Tls(X509Certificate2 certificate) => new(PreLoginEncryption.On, async stream =>
    {
        await using var tls = new SslStream(new PreLoginStream(stream));
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate });
    });

    /// <summary>Refuses every version of TLS that the client has: alert 70, protocol_version (RFC 8446, 6.2).</summary>
    public static PreLoginServer OtherTls() => new(PreLoginEncryption.On, async stream =>
    {
        var talk = new PreLoginStream(stream);
        await talk.ReadAtLeastAsync(new byte[4096], 1);
        await talk.WriteAsync(new byte[] { 0x15, 3, 1, 0, 2, 2, 70 });
        await talk.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false);
    });

    /// <summary>Does not know TLS before the first packet, like a server older than 2022, so it cannot read the client's data.</summary>
    public static PreLoginServer Strange() => new(PreLoginEncryption.NotSupported, _ => Task.CompletedTask, isStrange: true);

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await accepting;
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref connections);
                _ = TalkAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The listener is closed.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var talk = new PreLoginStream(stream);
                await (isStrange ? stream : (Stream)talk).ReadAtLeastAsync(new byte[4096], 1);

                // The offsets and lengths of VERSION (0) and ENCRYPTION (1), then version 16.0 and the answer.
                await talk.WriteAsync(new byte[] { 0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 16, 0, 0, 0, 0, 0, (byte)encryption });
                await then(stream);
            }
            catch (Exception e) when (e is IOException or SocketException or System.Security.Authentication.AuthenticationException)
            {
                // The client has closed the connection, as expected.
            }
        }
    }

    /// <summary>Adds and removes the packet headers of the protocol: eight bytes before each packet.</summary>
    private sealed class PreLoginStream(Stream inner) : Stream
    {
        private const int HeadBytes = 8;

        private ReadOnlyMemory<byte> rest;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (rest.IsEmpty)
            {
                var head = new byte[HeadBytes];
                await inner.ReadExactlyAsync(head, cancellationToken);
                var packet = new byte[((head[2] << 8) | head[3]) - HeadBytes];
                await inner.ReadExactlyAsync(packet, cancellationToken);
                rest = packet;
            }

            var read = rest[..Math.Min(buffer.Length, rest.Length)];
            read.CopyTo(buffer);
            rest = rest[read.Length..];
            return read.Length;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var length = HeadBytes + buffer.Length;
            await inner.WriteAsync(new byte[] { Answer, 1, (byte)(length >> 8), (byte)length, 0, 0, 1, 0 }, cancellationToken);
            await inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
