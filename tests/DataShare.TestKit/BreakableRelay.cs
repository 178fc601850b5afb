using System.Net;
using System.Net.Sockets;

namespace DataShare.TestKit;

/// <summary>The moment in a client's request at which a connection breaks.</summary>
public enum BreakMoment
{
    /// <summary>No byte of the request arrives.</summary>
    Unasked,

    /// <summary>A part of the request arrives.</summary>
    HalfAsked,

    /// <summary>The server handles the request, but no byte of the answer arrives.</summary>
    Unanswered,
}

/// <summary>
/// Relays data between a client and a server, and breaks all connections at a given moment. A request is everything that the
/// client sends until the server sends again, so the relay does not need to know the protocol.
/// </summary>
public sealed class BreakableRelay : IAsyncDisposable
{
    private readonly string host;
    private readonly int port;
    private readonly Lock gate = new();
    private readonly List<Socket> sockets = [];
    private TcpListener listener;
    private int questions;
    private int breakAt;
    private BreakMoment moment;

    public BreakableRelay(string host, int port)
    {
        (this.host, this.port) = (host, port);
        listener = Listen(0);
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The port on 127.0.0.1 for clients.</summary>
    public int Port { get; }

    /// <summary>Whether it has broken the connections since the last <see cref="BreakAt"/>.</summary>
    public bool HasBroken { get; private set; }

    /// <summary>Breaks at the n-th request from now, counted from 1. Later connections work.</summary>
    public void BreakAt(int question, BreakMoment at)
    {
        lock (gate)
        {
            (questions, breakAt, moment, HasBroken) = (0, question, at, false);
        }
    }

    /// <summary>Relays everything again, without breaking.</summary>
    public void BreakNoMore()
    {
        lock (gate)
        {
            (breakAt, HasBroken) = (0, false);
        }
    }

    /// <summary>Breaks all connections and accepts no more, like a server that is down.</summary>
    public void Close()
    {
        listener.Stop();
        BreakAll();
    }

    public void Reopen() => listener = Listen(Port);

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private TcpListener Listen(int at)
    {
        var listening = new TcpListener(IPAddress.Loopback, at);
        listening.Start();
        _ = AcceptAsync(listening);
        return listening;
    }

    private async Task AcceptAsync(TcpListener listening)
    {
        try
        {
            while (true)
            {
                var client = await listening.AcceptSocketAsync();
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                (client.NoDelay, server.NoDelay) = (true, true);
                lock (gate)
                {
                    sockets.AddRange([client, server]);
                }

                await server.ConnectAsync(host, port);
                _ = RelayAsync(client, server);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The listener is closed.
        }
    }

    private async Task RelayAsync(Socket client, Socket server)
    {
        var talk = new Talk();
        await Task.WhenAll(
            PassAsync(client, server, bytes => Ask(talk, bytes)),
            PassAsync(server, client, bytes => Answer(talk, bytes)));
    }

    /// <param name="letThrough">Gives the number of bytes to pass on. If it is less than all of them, everything breaks.</param>
    private async Task PassAsync(Socket from, Socket to, Func<int, int> letThrough)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
            {
                var passed = letThrough(read);
                if (passed > 0)
                {
                    await to.SendAsync(buffer.AsMemory(0, passed));
                }

                if (passed < read)
                {
                    BreakAll();
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The relay broke the connection, or one side closed it.
        }

        Break(from);
        Break(to);
    }

    private int Ask(Talk talk, int bytes)
    {
        lock (gate)
        {
            if (!talk.IsAsking)
            {
                (talk.IsAsking, talk.Question) = (true, ++questions);
            }

            return (talk.Question == breakAt, moment) switch
            {
                (true, BreakMoment.Unasked) => BreakNow(0),
                (true, BreakMoment.HalfAsked) => BreakNow(bytes / 2),
                _ => bytes,
            };
        }
    }

    private int Answer(Talk talk, int bytes)
    {
        lock (gate)
        {
            talk.IsAsking = false;
            return talk.Question == breakAt && moment == BreakMoment.Unanswered ? BreakNow(0) : bytes;
        }
    }

    private int BreakNow(int passed)
    {
        (breakAt, HasBroken) = (0, true);
        return passed;
    }

    private void BreakAll()
    {
        Socket[] all;
        lock (gate)
        {
            all = [.. sockets];
            sockets.Clear();
        }

        foreach (var socket in all)
        {
            Break(socket);
        }
    }

    /// <summary>Closes with a reset, so that both sides notice at once.</summary>
    private static void Break(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The socket is already closed.
        }

        socket.Dispose();
    }

    private sealed class Talk
    {
        public bool IsAsking { get; set; }

        public int Question { get; set; }
    }
}
