using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Polydev.Controller.Cluster.Join;
using Polydev.Tests.Controller.Cluster.Join;
using Polydev.Tests.Controller.Storage;

namespace Polydev.Tests.Node.Cluster;

/// <summary>What a relay does with a worker's link: byte for byte, half by half, no faster than it is read, and never half dead.</summary>
[SupportedOSPlatform("linux")]
public sealed class LinkRelayTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bytes_arrive_as_they_were_sent_and_through_the_nodes_name()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = await NodeAsync(rig);
        using var worker = await node.DialAsync();
        var sent = RandomNumberGenerator.GetBytes(3_000_001);
        var sending = SendAsync(worker, sent);
        var received = await ReceiveAsync(worker, sent.Length);
        await sending;
        Assert.Equal(sent, received);
        Assert.Equal(["one"], rig.Links.Nodes);
    }

    [Fact]
    public async Task A_worker_that_has_said_its_last_still_hears_the_controllers_last_words()
    {
        await using var rig = await NodesRig.StartAsync();
        rig.Links.LastWords = "goodbye"u8.ToArray();
        await using var node = await NodeAsync(rig);
        using var worker = await node.DialAsync();
        await SendAsync(worker, "hello"u8.ToArray());
        worker.Shutdown(SocketShutdown.Send);
        Assert.Equal("hellogoodbye"u8.ToArray(), await ReceiveAsync(worker, 12));
        Assert.Equal(0, await worker.ReceiveAsync(new byte[1], Cancelled));
    }

    [Fact]
    public async Task A_controller_that_does_not_read_holds_the_worker_back()
    {
        await using var rig = await NodesRig.StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Links.Gate = gate.Task;
        await using var node = await NodeAsync(rig);
        using var worker = await node.DialAsync();
        worker.Blocking = false;
        var (sent, chunk) = (0L, new byte[64 * 1024]);

        // What fits into the buffers of the two systems is a few megabytes; the relay adds none of its own.
        await Eventually.Async(() =>
        {
            try
            {
                sent += worker.Send(chunk);
                Assert.True(sent < 64L * 1024 * 1024, "the relay takes whatever comes");
                return false;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
            {
                return true;
            }
        });
        gate.SetResult();
        worker.Shutdown(SocketShutdown.Send);
        worker.Blocking = true;
        Assert.Equal(new byte[sent], await ReceiveAsync(worker, (int)sent));
    }

    [Fact]
    public async Task A_worker_that_dies_ends_the_link_at_the_controller()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = await NodeAsync(rig);
        var worker = await node.DialAsync();
        await SendAsync(worker, "x"u8.ToArray());
        await ReceiveAsync(worker, 1);
        Assert.Equal(2, rig.Get<NodeConnections>().Count("one"));
        worker.LingerState = new LingerOption(true, 0);
        worker.Dispose();
        await Eventually.Async(() => rig.Get<NodeConnections>().Count("one") == 1);
    }

    [Fact]
    public async Task A_link_that_the_controller_cuts_ends_at_the_worker()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = await NodeAsync(rig);
        using var worker = await node.DialAsync();
        await SendAsync(worker, "x"u8.ToArray());
        await ReceiveAsync(worker, 1);
        await rig.RestartAsync(async () => Assert.Equal(0, await EndAsync(worker)));

        // And the worker dials again, as workers do, until it is through.
        await Eventually.Async(() => node.Controls == 1);
        using var again = await node.DialAsync();
        await SendAsync(again, "y"u8.ToArray());
        Assert.Equal("y"u8.ToArray(), await ReceiveAsync(again, 1));
    }

    [Fact]
    public async Task While_the_controller_is_away_a_worker_is_let_go_at_once()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = await NodeAsync(rig);
        await rig.RestartAsync(async () =>
        {
            using var worker = await node.DialAsync();
            Assert.Equal(0, await EndAsync(worker));
        });
    }

    [Fact]
    public async Task A_node_that_was_killed_left_its_socket_and_the_next_takes_it()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        var path = Polydev.Node.SocketDirectory.Prepare(node.Home).NodeSocket;
        await File.WriteAllTextAsync(path, "", Cancelled);
        await node.ConnectAsync(rig.Address, await rig.TokenAsync());
        using var worker = await node.DialAsync();
        await SendAsync(worker, "x"u8.ToArray());
        Assert.Equal("x"u8.ToArray(), await ReceiveAsync(worker, 1));
        Assert.True(File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherWrite));
    }

    private static async Task<NodeHarness> NodeAsync(NodesRig rig)
    {
        var node = new NodeHarness();
        await node.ConnectAsync(rig.Address, await rig.TokenAsync());
        return node;
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, Cancelled)..];
        }
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket, int length)
    {
        var bytes = new byte[length];
        for (var read = 0; read < length;)
        {
            var count = await socket.ReceiveAsync(bytes.AsMemory(read), Cancelled);
            Assert.True(count > 0, $"ended after {read} of {length} bytes");
            read += count;
        }

        return bytes;
    }

    /// <summary>Bytes of the end: none, in whichever way it came.</summary>
    private static async Task<int> EndAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1], Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
