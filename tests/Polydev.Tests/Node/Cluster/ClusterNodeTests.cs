using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using Polydev.Controller.Cluster.Join;
using Polydev.Node.Cluster;
using Polydev.Protocol.Nodes;
using Polydev.Tests.Controller.Cluster.Join;
using Polydev.Tests.Controller.Storage;

namespace Polydev.Tests.Node.Cluster;

/// <summary>A node's life with its controller: joins, is connected, loses it, is put out.</summary>
[SupportedOSPlatform("linux")]
public sealed class ClusterNodeTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_joins_with_its_token_and_is_served_under_its_name()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        var setup = await node.ConnectAsync(rig.Address, await rig.TokenAsync());
        Assert.Equal("key of one"u8.ToArray(), setup.EgressKey);
        Assert.Equal("one", await rig.Control.Served.ReadAsync(Cancelled));
        Assert.Equal("one", node.Ready);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(node.Home, "node.pem")));
        Assert.False(File.Exists(Path.Combine(node.Home, "joining.key")));
    }

    [Fact]
    public async Task Later_starts_need_no_token()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        await node.ConnectAsync(rig.Address, await rig.TokenAsync());
        await node.StopAsync();
        await node.ConnectAsync(rig.Address);
        Assert.Equal("one", node.Ready);
    }

    [Fact]
    public async Task Without_certificate_and_token_it_says_what_to_do()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        node.Start(rig.Address);
        Assert.Equal("join_token_missing", (await EndAsync(node)).Code);
    }

    [Fact]
    public async Task A_used_token_ends_the_start_with_the_controllers_words()
    {
        await using var rig = await NodesRig.StartAsync();
        var token = await rig.TokenAsync();
        await using var first = new NodeHarness();
        await first.ConnectAsync(rig.Address, token);
        await using var second = new NodeHarness();
        second.Start(rig.Address, token, "two");
        var ended = await EndAsync(second);
        Assert.Equal(RefusalCodes.TokenInvalid, ended.Code);
        Assert.Contains("polydev nodes token", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_controller_that_the_token_is_not_of_never_hears_the_secret()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var impostor = await NodesRig.StartAsync();
        var token = await rig.TokenAsync();
        await using var node = new NodeHarness();
        node.Start(impostor.Address, token);
        Assert.Equal("controller_not_trusted", (await EndAsync(node)).Code);
        await node.ConnectAsync(rig.Address, token);
    }

    [Fact]
    public async Task A_node_that_joined_speaks_to_no_other_controller()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var impostor = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        await node.ConnectAsync(rig.Address, await rig.TokenAsync());
        await node.StopAsync();
        var dialer = new ControllerDialer([impostor.Address], TimeProvider.System);
        var own = new IdentityFiles(node.Home).Load()!;
        Assert.IsType<DialResult.Untrusted>(await dialer.DialAsync(new ControlRequest(), own.Authority, own.Certificate, Cancelled));
        Assert.False(impostor.Control.Served.TryRead(out _));
    }

    [Fact]
    public async Task Of_several_addresses_the_next_is_tried_when_one_does_not_answer()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        await node.ConnectAsync(rig.Address, await rig.TokenAsync());
        var own = new IdentityFiles(node.Home).Load()!;
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var silent = new DnsEndPoint("127.0.0.1", ((IPEndPoint)nobody.LocalEndpoint).Port);
        nobody.Stop();
        var dialer = new ControllerDialer([silent, rig.Address], TimeProvider.System);
        var dialled = Assert.IsType<DialResult.Connected>(await dialer.DialAsync(new LinkRequest(), own.Authority, own.Certificate, Cancelled));
        dialled.Connection.Dispose();
        var alone = new ControllerDialer([silent], TimeProvider.System);
        Assert.Contains("127.0.0.1", Assert.IsType<DialResult.Unreachable>(await alone.DialAsync(new LinkRequest(), own.Authority, own.Certificate, Cancelled)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_whose_other_host_is_gone_without_a_word_breaks_within_seconds()
    {
        // tcp(7): TCP_USER_TIMEOUT is option 18, in milliseconds.
        using var socket = ControllerDialer.NewSocket();
        var unacknowledged = new byte[4];
        socket.GetRawSocketOption((int)ProtocolType.Tcp, 18, unacknowledged);
        Assert.Equal(15_000, BitConverter.ToInt32(unacknowledged));
        Assert.NotEqual(0, socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(5, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
        Assert.Equal(5, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval));
    }

    [Fact]
    public async Task A_node_waits_for_a_controller_that_is_away_and_finds_it_again()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        await node.ConnectAsync(rig.Address, await rig.TokenAsync());
        await rig.RestartAsync(() => Eventually.Async(() => node.Controls == 0));
        Assert.Equal("key of one"u8.ToArray(), (await node.Setups.ReadAsync(Cancelled)).EgressKey);
        Assert.False(node.Running.IsCompleted);
    }

    [Fact]
    public async Task A_revoked_node_ends_what_runs_there_and_itself_and_says_to_join_again()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        await node.ConnectAsync(rig.Address, await rig.TokenAsync());
        await rig.Get<NodeRevocation>().RevokeAsync("one", Cancelled);
        var ended = await EndAsync(node);
        Assert.Equal(RefusalCodes.Revoked, ended.Code);
        Assert.Contains("--token-file", ended.Message, StringComparison.Ordinal);
        Assert.Equal(1, node.PutOuts);
    }

    [Fact]
    public async Task A_node_that_was_revoked_while_it_was_off_ends_what_an_earlier_process_left()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        var token = await rig.TokenAsync();
        await node.ConnectAsync(rig.Address, token);
        await node.StopAsync();
        await rig.Get<NodeRevocation>().RevokeAsync("one", Cancelled);

        // The token it once joined with is still at hand, and used up.
        node.Start(rig.Address, token);
        Assert.Equal(RefusalCodes.Revoked, (await EndAsync(node)).Code);
        Assert.Equal(1, node.PutOuts);
    }

    [Fact]
    public async Task A_node_that_is_revoked_while_it_drains_does_not_wait_for_what_nobody_ends()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        await node.ConnectAsync(rig.Address, await rig.TokenAsync());
        var draining = new TaskCompletionSource();
        node.Drain = () =>
        {
            draining.SetResult();
            return Task.Delay(Timeout.Infinite, Cancelled);
        };
        var stopped = node.StopAsync();
        await draining.Task;
        await rig.Get<NodeRevocation>().RevokeAsync("one", Cancelled);
        Assert.Equal(RefusalCodes.Revoked, (await Assert.ThrowsAsync<NodeEndedException>(() => stopped)).Code);
        Assert.Equal(1, node.PutOuts);
    }

    [Fact]
    public async Task A_node_that_was_put_out_joins_by_itself_when_it_is_given_a_token()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        await node.ConnectAsync(rig.Address, await rig.TokenAsync());
        await node.StopAsync();
        await rig.Get<NodeRevocation>().RevokeAsync("one", Cancelled);
        await node.ConnectAsync(rig.Address, await rig.TokenAsync());
        Assert.Equal(0, node.PutOuts);
    }

    [Fact]
    public async Task A_certificate_that_ended_while_the_node_was_off_is_told_with_what_to_do()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        await node.ConnectAsync(rig.Address, await rig.TokenAsync(), time: rig.Time);
        await node.StopAsync();
        rig.Time.Advance(TimeSpan.FromDays(40));
        node.Start(rig.Address, time: rig.Time);
        Assert.Equal(RefusalCodes.CertificateExpired, (await EndAsync(node)).Code);
    }

    [Fact]
    public async Task The_certificate_is_renewed_at_two_thirds_of_its_life_and_no_link_is_cut()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        await node.ConnectAsync(rig.Address, await rig.TokenAsync(), time: rig.Time);
        using var worker = await node.DialAsync();
        await EchoAsync(worker, "before");
        var first = Serial(node);
        rig.Time.Advance(TimeSpan.FromDays(19));
        await EchoAsync(worker, "not yet");
        Assert.Equal(first, Serial(node));
        rig.Time.Advance(TimeSpan.FromDays(2));
        await Eventually.Async(() => Serial(node) != first);
        await EchoAsync(worker, "after");
        Assert.Equal(1, node.Controls);

        // Links that are dialled from now on show the new one: the old one has ended by then.
        rig.Time.Advance(TimeSpan.FromDays(15));
        using var late = await node.DialAsync();
        await EchoAsync(late, "late");
    }

    [Fact]
    public async Task A_clock_that_runs_ahead_has_the_certificate_renewed_and_costs_nothing()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        var own = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(rig.Time.GetUtcNow());
        await node.ConnectAsync(rig.Address, await rig.TokenAsync(), time: own);
        var first = Serial(node);
        using var worker = await node.DialAsync();
        await EchoAsync(worker, "before");

        // By the controller's clock nothing is due. Whose clock is right the node cannot know, so it asks.
        own.Advance(TimeSpan.FromDays(29));
        await Eventually.Async(() => Serial(node) != first);
        await EchoAsync(worker, "after");
        Assert.False(node.Running.IsCompleted);
    }

    [Fact]
    public async Task A_node_without_a_gateway_is_connected_says_why_and_is_ready_when_it_has_one()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness { Obstacle = "the gateway did not start" };
        await node.ConnectAsync(rig.Address, await rig.TokenAsync());
        await Eventually.Async(() => node.Controls == 1);
        await node.Setups.ReadAsync(Cancelled);
        Assert.Null(node.Ready);
        Assert.Single(node.Said.All, line => line.Contains("the gateway did not start", StringComparison.Ordinal));
        Assert.DoesNotContain(node.Said.All, line => line.Contains("cannot be reached", StringComparison.Ordinal));
        node.Obstacle = null;
        await Eventually.Async(() => node.Ready == "one");
        Assert.Equal(1, node.Controls);
    }

    [Fact]
    public async Task A_gateway_is_looked_after_for_as_long_as_the_node_is_connected()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        await node.ConnectAsync(rig.Address, await rig.TokenAsync(), time: rig.Time);
        node.Obstacle = "the gateway has ended";
        await Eventually.Async(() =>
        {
            rig.Time.Advance(TimeSpan.FromSeconds(5));
            return node.Said.All.Any(line => line.Contains("the gateway has ended", StringComparison.Ordinal));
        });
        Assert.Equal(1, node.Controls);
    }

    [Fact]
    public async Task A_fault_of_its_own_host_is_not_blamed_on_the_controller()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness { Broken = "no space left on device" };
        await node.ConnectAsync(rig.Address, await rig.TokenAsync());
        await node.Setups.ReadAsync(Cancelled);
        var said = Assert.Single(node.Said.All, line => line.Contains("no space left", StringComparison.Ordinal));
        Assert.DoesNotContain("cannot be reached", said, StringComparison.Ordinal);
        node.Broken = null;
        await Eventually.Async(() => node.Controls == 1);
    }

    [Theory]
    [InlineData("node.pem", "garbage")]
    [InlineData("node.pem", "")]
    [InlineData("authority.pem", "garbage")]
    [InlineData("authority.pem", null)]
    public async Task Damaged_files_end_the_start_with_what_to_do(string file, string? content)
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        await node.ConnectAsync(rig.Address, await rig.TokenAsync());
        await node.StopAsync();
        File.Delete(Path.Combine(node.Home, file));
        if (content is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(node.Home, file), content, Cancelled);
        }

        node.Start(rig.Address);
        var ended = await EndAsync(node);
        Assert.Equal("node_identity_unreadable", ended.Code);
        Assert.Contains("--token-file", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_nodes_do_not_share_a_directory()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        await node.ConnectAsync(rig.Address, await rig.TokenAsync());
        Assert.Equal("data_directory_in_use", Assert.Throws<NodeEndedException>(() => NodeLock.Take(node.Home)).Code);
        Assert.False(node.Running.IsCompleted);
    }

    [Fact]
    public async Task A_stopping_node_drains_while_it_is_still_connected()
    {
        await using var rig = await NodesRig.StartAsync();
        await using var node = new NodeHarness();
        await node.ConnectAsync(rig.Address, await rig.TokenAsync());
        using var worker = await node.DialAsync();
        var controls = 0;
        node.Drain = async () =>
        {
            await EchoAsync(worker, "still");
            controls = node.Controls;
        };
        await node.StopAsync();
        Assert.Equal(1, controls);
        Assert.Equal(0, await worker.ReceiveAsync(new byte[1], Cancelled));
    }

    private static async Task EchoAsync(Socket worker, string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        await worker.SendAsync(bytes, Cancelled);
        var echo = new byte[bytes.Length];
        var read = 0;
        while (read < echo.Length)
        {
            var count = await worker.ReceiveAsync(echo.AsMemory(read), Cancelled);
            Assert.NotEqual(0, count);
            read += count;
        }

        Assert.Equal(bytes, echo);
    }

    private static string Serial(NodeHarness node)
    {
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(node.Home, "node.pem")));
        return certificate.SerialNumber;
    }

    private static async Task<NodeEndedException> EndAsync(NodeHarness node) =>
        await Assert.ThrowsAsync<NodeEndedException>(() => node.Running.WaitAsync(TimeSpan.FromSeconds(30), Cancelled));
}
