using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Polydev.Egress;
using Polydev.Egress.Policy;
using static Polydev.Tests.Egress.GatewayFixture;

namespace Polydev.Tests.Egress;

/// <summary>The gateway decides who may go where, and relays every byte of those who may.</summary>
public sealed class EgressGatewayTests
{
    [Fact]
    public async Task A_tunnel_carries_bytes_both_ways_and_what_came_early_first()
    {
        await using var gateway = new GatewayFixture();
        using var client = await gateway.DialAsync();
        await client.SendAsync(Encoding.ASCII.GetBytes($"CONNECT 127.0.0.1:{gateway.Port} HTTP/1.1\r\nProxy-Authorization: Bearer {gateway.Sign()}\r\n\r\nearly "), Token);
        Assert.StartsWith("HTTP/1.1 200 ", await ReadHeadAsync(client), StringComparison.Ordinal);
        using var far = await gateway.Target.AcceptAsync(Token);

        await client.SendAsync("and late"u8.ToArray(), Token);
        await far.SendAsync("answer"u8.ToArray(), Token);

        Assert.Equal("early and late"u8.ToArray(), await ReadAsync(far, 14));
        Assert.Equal("answer"u8.ToArray(), await ReadAsync(client, 6));
    }

    [Fact]
    public async Task Megabytes_pass_unchanged()
    {
        await using var gateway = new GatewayFixture();
        var (client, far) = await gateway.TunnelAsync();
        var bytes = RandomNumberGenerator.GetBytes(8 << 20);

        var sending = Task.Run(async () =>
        {
            for (var sent = 0; sent < bytes.Length;)
            {
                sent += await client.SendAsync(bytes.AsMemory(sent), Token);
            }

            client.Shutdown(SocketShutdown.Send);
        }, Token);
        var arrived = await ReadAsync(far, bytes.Length + 1);
        await sending;

        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(arrived));
        client.Dispose();
        far.Dispose();
    }

    [Fact]
    public async Task Without_a_token_or_with_a_wrong_or_expired_one_the_answer_is_407()
    {
        await using var gateway = new GatewayFixture();
        string?[] tokens = [null, "nonsense", gateway.Sign()[..^2] + "AA", gateway.Sign(life: TimeSpan.FromSeconds(-1))];
        foreach (var token in tokens)
        {
            var (client, answer) = await gateway.ConnectAsync(token: token, withToken: token is not null);
            Assert.StartsWith("HTTP/1.1 407 ", answer, StringComparison.Ordinal);
            Assert.Contains("Proxy-Authenticate: Bearer", answer, StringComparison.Ordinal);
            client.Dispose();
        }
    }

    [Theory]
    [InlineData("api.example.com:443", "HTTP/1.1 403 ", "api.example.com:443 is not on this node's egress list")]
    [InlineData("169.254.169.254:80", "HTTP/1.1 403 ", "169.254.169.254:80 is not")]
    [InlineData("no-port", "HTTP/1.1 400 ", "not CONNECT host:port")]
    public async Task What_is_not_on_the_list_is_refused_with_the_reason(string authority, string status, string reason)
    {
        await using var gateway = new GatewayFixture();
        var (client, answer) = await gateway.ConnectAsync(authority);

        Assert.StartsWith(status, answer, StringComparison.Ordinal);
        Assert.Contains("X-Egress-Error: ", answer, StringComparison.Ordinal);
        Assert.Contains(reason, answer, StringComparison.Ordinal);
        client.Dispose();
    }

    [Fact]
    public async Task A_listed_name_that_stands_for_a_private_address_is_refused()
    {
        await using var gateway = new GatewayFixture(configure: o => o.Rules.Add(EgressRule.Parse("localhost:1")));
        var (client, answer) = await gateway.ConnectAsync("localhost:1");

        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        Assert.Contains("private or special address", answer, StringComparison.Ordinal);
        client.Dispose();
    }

    [Fact]
    public async Task A_target_that_refuses_is_502()
    {
        await using var gateway = new GatewayFixture(configure: o => o.Rules.Add(EgressRule.Parse("127.0.0.1:1")));
        var (client, answer) = await gateway.ConnectAsync("127.0.0.1:1");

        Assert.StartsWith("HTTP/1.1 502 ", answer, StringComparison.Ordinal);
        Assert.Contains("ConnectionRefused", answer, StringComparison.Ordinal);
        client.Dispose();
    }

    [Theory]
    [InlineData("GET http://api.openai.com/ HTTP/1.1\r\n\r\n", "HTTP/1.1 405 ")]
    [InlineData("\u0016\u0003\u0001 \r\n\r\n", "HTTP/1.1 400 ")]
    public async Task What_is_no_CONNECT_is_refused(string request, string status)
    {
        await using var gateway = new GatewayFixture();
        using var client = await gateway.DialAsync();
        await client.SendAsync(Encoding.Latin1.GetBytes(request), Token);

        Assert.StartsWith(status, await ReadHeadAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_that_does_not_come_is_given_up()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var gateway = new GatewayFixture(time);
        using var client = await gateway.DialAsync();
        await client.SendAsync("CONNECT "u8.ToArray(), Token);
        var answer = ReadHeadAsync(client);
        while (!answer.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, Token);
        }

        Assert.StartsWith("HTTP/1.1 408 ", await answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_side_may_end_its_direction_while_the_other_goes_on()
    {
        await using var gateway = new GatewayFixture();
        var (client, far) = await gateway.TunnelAsync();

        await client.SendAsync("question"u8.ToArray(), Token);
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("question"u8.ToArray(), await ReadAsync(far, 100));
        await far.SendAsync("late answer"u8.ToArray(), Token);
        far.Shutdown(SocketShutdown.Send);

        Assert.Equal("late answer"u8.ToArray(), await ReadAsync(client, 100));
        client.Dispose();
        far.Dispose();
    }

    [Fact]
    public async Task When_the_worker_hangs_up_the_target_notices_at_once()
    {
        await using var gateway = new GatewayFixture();
        var (client, far) = await gateway.TunnelAsync();

        client.Dispose();

        // A reset, or an end when the relay had not begun to wait: either way it is noticed.
        var end = await Record.ExceptionAsync(async () => Assert.Empty(await ReadAsync(far, 1)));
        Assert.True(end is null or SocketException, end?.ToString());
        await WaitForAsync(() => gateway.Gateway.OpenTunnels == 0);
        far.Dispose();
    }

    [Fact]
    public async Task A_reader_that_stops_reading_stops_its_writer()
    {
        await using var gateway = new GatewayFixture();
        var (client, far) = await gateway.TunnelAsync();
        far.Blocking = false;
        var chunk = new byte[64 * 1024];
        var written = 0L;
        var stuck = 0;
        while (stuck < 50)
        {
            var count = far.Send(chunk, SocketFlags.None, out var error);
            written += Math.Max(0, error == SocketError.Success ? count : 0);
            stuck = error == SocketError.Success ? 0 : stuck + 1;
            await Task.Delay(stuck == 0 ? 0 : 2, Token);
        }

        // What the kernel's own buffers take on loopback; the gateway holds one chunk.
        Assert.InRange(written, 1, 32 << 20);
        Assert.Equal(written, (await ReadAsync(client, (int)written)).Length);
        client.Dispose();
        far.Dispose();
    }

    [Fact]
    public async Task Five_hundred_tunnels_are_open_at_once()
    {
        await using var gateway = new GatewayFixture();
        var tunnels = new List<(Socket Client, Socket Far)>();
        for (var i = 0; i < 500; i++)
        {
            tunnels.Add(await gateway.TunnelAsync());
        }

        Assert.Equal(500, gateway.Gateway.OpenTunnels);
        await Task.WhenAll(tunnels.Select(async (t, i) =>
        {
            var bytes = BitConverter.GetBytes(i);
            await t.Far.SendAsync(bytes, Token);
            Assert.Equal(bytes, await ReadAsync(t.Client, 4));
        }));
        tunnels.ForEach(t => t.Client.Dispose());
        await WaitForAsync(() => gateway.Gateway.OpenTunnels == 0);
        tunnels.ForEach(t => t.Far.Dispose());
    }

    [Fact]
    public async Task A_tenant_s_tunnels_are_limited_and_another_s_are_not_touched()
    {
        await using var gateway = new GatewayFixture(configure: o => o.TunnelsPerTenant = 1);
        var (client, far) = await gateway.TunnelAsync(gateway.Sign("a"));
        var (second, refused) = await gateway.ConnectAsync(token: gateway.Sign("a"));
        var (other, otherFar) = await gateway.TunnelAsync(gateway.Sign("b"));

        Assert.StartsWith("HTTP/1.1 503 ", refused, StringComparison.Ordinal);
        Assert.Contains("already has 1 tunnels open", refused, StringComparison.Ordinal);
        foreach (var socket in new[] { client, far, second, other, otherFar })
        {
            socket.Dispose();
        }
    }

    [Fact]
    public async Task Cutting_a_worker_s_tunnels_leaves_the_others()
    {
        await using var gateway = new GatewayFixture();
        var (cut, cutFar) = await gateway.TunnelAsync(gateway.Sign(worker: "w1"));
        var (kept, keptFar) = await gateway.TunnelAsync(gateway.Sign(worker: "w2"));

        Assert.Equal(1, gateway.Gateway.CloseTunnels("t1", "w1"));

        await Assert.ThrowsAsync<SocketException>(() => ReadAsync(cutFar, 1));
        await keptFar.SendAsync("x"u8.ToArray(), Token);
        Assert.Equal("x"u8.ToArray(), await ReadAsync(kept, 1));
        foreach (var socket in new[] { cut, cutFar, kept, keptFar })
        {
            socket.Dispose();
        }
    }

    [Fact]
    public async Task A_tunnel_that_is_silent_too_long_is_cut_and_one_that_speaks_is_not()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var gateway = new GatewayFixture(time);
        var token = gateway.Sign(life: TimeSpan.FromDays(1));
        var (silent, silentFar) = await gateway.TunnelAsync(token);
        var (busy, busyFar) = await gateway.TunnelAsync(token);

        for (var minute = 0; minute < 17; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            if (gateway.Gateway.OpenTunnels == 2)
            {
                await busy.SendAsync("x"u8.ToArray(), Token);
                await ReadAsync(busyFar, 1);
            }
        }

        await WaitForAsync(() => gateway.Gateway.OpenTunnels == 1);
        await busyFar.SendAsync("y"u8.ToArray(), Token);
        Assert.Equal("y"u8.ToArray(), await ReadAsync(busy, 1));
        foreach (var socket in new[] { silent, silentFar, busy, busyFar })
        {
            socket.Dispose();
        }
    }

    [Fact]
    public async Task Stopping_takes_no_new_ones_lets_open_ones_end_and_cuts_the_rest()
    {
        await using var gateway = new GatewayFixture();
        var (client, far) = await gateway.TunnelAsync();
        using var patience = new CancellationTokenSource();
        var stopping = gateway.Gateway.StopAsync(patience.Token);
        await Assert.ThrowsAnyAsync<SocketException>(gateway.DialAsync);

        await far.SendAsync("still"u8.ToArray(), Token);
        Assert.Equal("still"u8.ToArray(), await ReadAsync(client, 5));
        Assert.False(stopping.IsCompleted);
        await patience.CancelAsync();
        await stopping.WaitAsync(TimeSpan.FromSeconds(30), Token);

        await Assert.ThrowsAsync<SocketException>(() => ReadAsync(far, 1));
        client.Dispose();
        far.Dispose();
    }

    [Fact]
    public async Task A_stale_socket_is_replaced_and_a_live_one_is_not()
    {
        await using var gateway = new GatewayFixture();
        Assert.Throws<IOException>(() => SocketFile.RemoveStale(gateway.SocketPath));
        var stale = gateway.SocketPath + "2";
        using (var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            listener.Bind(new UnixDomainSocketEndPoint(stale));
            File.Move(stale, stale + ".kept");
        }

        SocketFile.RemoveStale(stale + ".kept");

        Assert.False(File.Exists(stale + ".kept"));
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        do
        {
            await Task.Delay(1, patience.Token);
        }
        while (!condition());
    }
}
