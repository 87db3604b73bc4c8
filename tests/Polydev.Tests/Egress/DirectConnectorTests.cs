using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Polydev.Egress.Policy;
using Polydev.Egress.Upstream;
using Polydev.Protocol.Egress;
using Polydev.Sockets;

namespace Polydev.Tests.Egress;

/// <summary>The direct way out resolves once, dials only what it checked, and goes on to the next address.</summary>
public sealed class DirectConnectorTests : IDisposable
{
    private readonly Socket _target = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly FakeTimeProvider _time = new();
    private int _questions;

    public DirectConnectorTests()
    {
        _target.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _target.Listen();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private int Port => ((IPEndPoint)_target.LocalEndPoint!).Port;

    [Fact]
    public async Task A_dead_address_is_passed_over_for_the_next()
    {
        var result = await Connector("127.0.0.2", "127.0.0.1").ConnectAsync(Request(" private"), Token);

        Assert.True(result.Connected, result.Reason);
        result.Socket.Dispose();
    }

    [Fact]
    public async Task A_name_that_was_pointed_at_this_network_is_denied()
    {
        var result = await Connector("127.0.0.1", "169.254.169.254").ConnectAsync(Request(""), Token);

        Assert.Equal(UpstreamError.Denied, result.Error);
    }

    [Fact]
    public async Task An_unknown_name_is_unreachable_and_asked_for_again()
    {
        var connector = new DirectConnector(_time, TimeSpan.FromSeconds(10), _ => throw new SocketException((int)SocketError.HostNotFound));

        var first = await connector.ConnectAsync(Request(""), Token);
        var second = await connector.ConnectAsync(Request(""), Token);

        Assert.Equal((UpstreamError.Unreachable, UpstreamError.Unreachable), (first.Error, second.Error));
        Assert.Contains("cannot be resolved: HostNotFound", first.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resolver_that_does_not_answer_is_given_up()
    {
        var connector = new DirectConnector(_time, TimeSpan.FromSeconds(10), _ => new TaskCompletionSource<IPAddress[]>().Task);

        var connecting = connector.ConnectAsync(Request(""), Token);
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(UpstreamError.TimedOut, (await connecting.WaitAsync(TimeSpan.FromSeconds(30), Token)).Error);
    }

    [Fact]
    public async Task A_name_is_asked_for_once_in_half_a_minute()
    {
        var connector = Connector("10.0.0.1");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => connector.ConnectAsync(Request(""), Token)));
        Assert.Equal(1, _questions);

        _time.Advance(TimeSpan.FromSeconds(31));
        await connector.ConnectAsync(Request(""), Token);

        Assert.Equal(2, _questions);
    }

    public void Dispose() => _target.Dispose();

    private DirectConnector Connector(params string[] addresses) => new(_time, TimeSpan.FromSeconds(10), _ =>
    {
        Interlocked.Increment(ref _questions);
        return Task.FromResult(addresses.Select(a => IPAddress.Parse(a)).ToArray());
    });

    private UpstreamRequest Request(string mark) =>
        new(new EgressIdentity { Tenant = "t", Worker = "w" }, "llm.example", Port, EgressRule.Parse($"llm.example:{Port}{mark}"), SocketLoop.Next());
}
