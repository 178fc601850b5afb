using System.Net;
using System.Net.Sockets;

namespace DataShare.TestKit;

/// <summary>When a connection breaks, seen from the client's question.</summary>
public enum BreakMoment
{
    /// <summary>Nothing of the question arrives.</summary>
    Unasked,

    /// <summary>A part of the question arrives.</summary>
    HalfAsked,

    /// <summary>The question is dealt with, and nothing of the answer arrives.</summary>
    Unanswered,
}

/// <summary>
/// Stands between a client and a server, and breaks all connections at a moment of their talk: a question is what a
/// client says until the server speaks again. It need not understand a word.
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

    /// <summary>Of 127.0.0.1, for clients.</summary>
    public int Port { get; }

    /// <summary>Whether the last order to break was carried out.</summary>
    public bool HasBroken { get; private set; }

    /// <summary>Breaks at the n-th question from now, from 1; connections that are made after it are passed on.</summary>
    public void BreakAt(int question, BreakMoment at)
    {
        lock (gate)
        {
            (questions, breakAt, moment, HasBroken) = (0, question, at, false);
        }
    }

    /// <summary>Lets everything pass, as if no order to break had been given.</summary>
    public void BreakNoMore()
    {
        lock (gate)
        {
            (breakAt, HasBroken) = (0, false);
        }
    }

    /// <summary>Breaks all connections and takes no more, as a server that is away.</summary>
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
            // It listens no more.
        }
    }

    private async Task RelayAsync(Socket client, Socket server)
    {
        var talk = new Talk();
        await Task.WhenAll(
            PassAsync(client, server, bytes => Ask(talk, bytes)),
            PassAsync(server, client, bytes => Answer(talk, bytes)));
    }

    /// <param name="letThrough">How many of the bytes are passed; fewer than all of them breaks everything.</param>
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
            // Broken by us, or ended by one side.
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

    /// <summary>With a reset, so that both sides notice at once.</summary>
    private static void Break(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }

        socket.Dispose();
    }

    private sealed class Talk
    {
        public bool IsAsking { get; set; }

        public int Question { get; set; }
    }
}
