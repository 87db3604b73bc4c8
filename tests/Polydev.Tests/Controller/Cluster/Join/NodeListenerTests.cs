using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Polydev.Controller.Cluster.Join;
using Polydev.Protocol.Nodes;
using Polydev.Tests.Controller.Storage;

namespace Polydev.Tests.Controller.Cluster.Join;

/// <summary>What the controller answers to whoever dials its node port.</summary>
public sealed class NodeListenerTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Anybody_may_ask_for_the_authority()
    {
        await using var rig = await NodesRig.StartAsync();
        using var client = await NodeClient.DialAsync(rig.Address);
        await client.SendAsync(new AuthorityRequest());
        var reply = Assert.IsType<AuthorityReply>(await client.ReplyAsync());
        using var authority = X509Certificate2.CreateFromPem(reply.Certificate);
        Assert.Equal(rig.Authority.Pin, JoinToken.PinOf(authority));
        Assert.False(authority.HasPrivateKey);
        Assert.True(await client.EndsAsync());
    }

    [Theory]
    [InlineData(typeof(RenewRequest))]
    [InlineData(typeof(ControlRequest))]
    public async Task Without_a_certificate_nothing_else_is_served(Type request)
    {
        await using var rig = await NodesRig.StartAsync();
        using var client = await NodeClient.DialAsync(rig.Address);
        await client.SendAsync((NodeRequest)Activator.CreateInstance(request)!);
        Assert.Equal(RefusalCodes.CertificateMissing, Assert.IsType<RefusedReply>(await client.ReplyAsync()).Code);
        Assert.True(await client.EndsAsync());
        Assert.False(rig.Control.Served.TryRead(out _));
    }

    [Fact]
    public async Task A_link_without_a_certificate_is_closed_without_a_word()
    {
        await using var rig = await NodesRig.StartAsync();
        using var client = await NodeClient.DialAsync(rig.Address);
        await client.SendAsync(new LinkRequest());
        Assert.Null(await client.ReplyAsync());
        Assert.Empty(rig.Links.Nodes);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("{}\n")]
    [InlineData("[]\n")]
    [InlineData("null\n")]
    [InlineData("{\"type\":\"shell\"}\n")]
    [InlineData("{\"type\":\"join\",\"token\":null}\n")]
    [InlineData("{\"type\":\"join\",\"request\":\"?\"}\n")]
    [InlineData("{\"type\":\"control\"\n")]
    [InlineData("\u0000\u0001\u0002\n")]
    public async Task A_line_that_no_node_sends_is_refused(string line)
    {
        await using var rig = await NodesRig.StartAsync();
        using var client = await NodeClient.DialAsync(rig.Address);
        await client.SendAsync(line);
        Assert.Equal(RefusalCodes.InvalidRequest, Assert.IsType<RefusedReply>(await client.ReplyAsync()).Code);
        Assert.True(await client.EndsAsync());
    }

    [Fact]
    public async Task A_first_line_that_does_not_end_is_cut_off()
    {
        await using var rig = await NodesRig.StartAsync();
        using var client = await NodeClient.DialAsync(rig.Address);
        try
        {
            await client.SendAsync(new byte[NodeLines.MaxBytes + 1]);
        }
        catch (IOException)
        {
            // It was cut off before the end.
        }

        Assert.True(await client.EndsAsync());
    }

    [Fact]
    public async Task Who_says_nothing_in_time_is_cut_off()
    {
        await using var rig = await NodesRig.StartAsync();
        using var client = await NodeClient.DialAsync(rig.Address);
        await client.SendAsync("{\"type\":");
        await Eventually.Async(() => rig.Get<Strangers>().Count == 1);
        rig.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.True(await client.EndsAsync());
        await Eventually.Async(() => rig.Get<Strangers>().Count == 0);
    }

    [Fact]
    public async Task Who_never_begins_a_handshake_is_cut_off_too()
    {
        await using var rig = await NodesRig.StartAsync();
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await socket.ConnectAsync(rig.Address, Cancelled);
        await Eventually.Async(() => rig.Get<Strangers>().Count == 1);
        rig.Time.Advance(TimeSpan.FromSeconds(11));
        await Eventually.Async(() => rig.Get<Strangers>().Count == 0);
    }

    [Fact]
    public async Task Strangers_beyond_the_bound_are_closed_and_nodes_do_not_count()
    {
        await using var rig = await NodesRig.StartAsync(nodes => nodes.MaxUnknownConnections = 2);
        using var own = await rig.JoinAsync("one");
        using var known = await NodeClient.DialAsync(rig.Address, own);
        await known.SendAsync(new ControlRequest());
        Assert.IsType<SetupReply>(await known.ReplyAsync());
        using var first = await NodeClient.DialAsync(rig.Address);
        using var second = await NodeClient.DialAsync(rig.Address);
        await Assert.ThrowsAnyAsync<Exception>(() => NodeClient.DialAsync(rig.Address));
        first.Dispose();
        await Eventually.Async(() => rig.Get<Strangers>().Count == 1);
        using var next = await NodeClient.DialAsync(rig.Address);
        await next.SendAsync(new AuthorityRequest());
        Assert.IsType<AuthorityReply>(await next.ReplyAsync());
    }

    [Fact]
    public async Task An_older_version_of_tls_is_refused()
    {
        await using var rig = await NodesRig.StartAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => NodeClient.DialAsync(rig.Address, protocols: SslProtocols.Tls12));
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused_whatever_name_it_has()
    {
        await using var rig = await NodesRig.StartAsync();
        using var known = await rig.JoinAsync("one");
        await using var other = await NodesRig.StartAsync();
        using var foreign = await other.JoinAsync("one");
        Assert.Equal(RefusalCodes.CertificateForeign, await RefusalAsync(rig, foreign));
    }

    [Fact]
    public async Task A_certificate_for_controllers_is_none_for_nodes()
    {
        await using var rig = await NodesRig.StartAsync();
        using var server = rig.Authority.SignServer(TimeSpan.FromDays(1));
        Assert.Equal(RefusalCodes.CertificateForeign, await RefusalAsync(rig, server));
    }

    [Fact]
    public async Task A_certificate_that_was_signed_and_not_kept_is_refused()
    {
        await using var rig = await NodesRig.StartAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = rig.Authority.SignNode(new PublicKey(key), "one", TimeSpan.FromDays(1));
        using var own = signed.CopyWithPrivateKey(key);
        Assert.Equal(RefusalCodes.CertificateForeign, await RefusalAsync(rig, own));
    }

    [Fact]
    public async Task A_certificate_that_has_ended_is_refused_and_says_to_join_again()
    {
        await using var rig = await NodesRig.StartAsync();
        using var own = await rig.JoinAsync("one");
        rig.Time.Advance(TimeSpan.FromDays(31));
        using var client = await NodeClient.DialAsync(rig.Address, own);
        await client.SendAsync(new ControlRequest());
        var refusal = Assert.IsType<RefusedReply>(await client.ReplyAsync());
        Assert.Equal(RefusalCodes.CertificateExpired, refusal.Code);
        Assert.Contains("polydev nodes token", refusal.Reason, StringComparison.Ordinal);
        Assert.True(RefusalCodes.NeedsJoin(refusal.Code));
    }

    [Fact]
    public async Task The_controllers_own_certificate_is_renewed_and_standing_connections_go_on()
    {
        await using var rig = await NodesRig.StartAsync(nodes => nodes.CertificateLifetime = TimeSpan.FromDays(90));
        using var own = await rig.JoinAsync("one");
        using var before = await NodeClient.DialAsync(rig.Address, own);
        await before.SendAsync(new LinkRequest());
        await Eventually.Async(() => !rig.Links.Nodes.IsEmpty);
        rig.Time.Advance(TimeSpan.FromDays(25));
        using var after = await NodeClient.DialAsync(rig.Address, own);
        Assert.NotEqual(before.Stream.RemoteCertificate!.GetSerialNumberString(), after.Stream.RemoteCertificate!.GetSerialNumberString());
        await before.SendAsync("still");
        var echo = new byte[5];
        await before.Stream.ReadExactlyAsync(echo, Cancelled);
        Assert.Equal("still"u8.ToArray(), echo);
    }

    [Fact]
    public async Task A_setup_has_the_nodes_own_key_and_the_rules()
    {
        await using var rig = await NodesRig.StartAsync();
        using var own = await rig.JoinAsync("one");
        using var client = await NodeClient.DialAsync(rig.Address, own);
        await client.SendAsync(new ControlRequest { Version = "1" });
        var setup = Assert.IsType<SetupReply>(await client.ReplyAsync());
        Assert.Equal("key of one"u8.ToArray(), setup.EgressKey);
        Assert.Equal(["api.openai.com:443"], setup.EgressRules);
        Assert.Equal("one", await rig.Control.Served.ReadAsync(Cancelled));
    }

    [Fact]
    public async Task A_node_that_dials_again_takes_the_place_of_its_older_connection()
    {
        await using var rig = await NodesRig.StartAsync();
        using var own = await rig.JoinAsync("one");
        using var before = await NodeClient.DialAsync(rig.Address, own);
        await before.SendAsync(new ControlRequest());
        Assert.IsType<SetupReply>(await before.ReplyAsync());
        using var after = await NodeClient.DialAsync(rig.Address, own);
        await after.SendAsync(new ControlRequest());
        Assert.IsType<SetupReply>(await after.ReplyAsync());
        Assert.True(await before.EndsAsync());
        await Eventually.Async(() => rig.Control.Now == 1);
        Assert.True(rig.Get<NodeConnections>().IsServed("one"));
    }

    [Fact]
    public async Task Revoking_cuts_what_is_open_at_once_and_refuses_what_comes()
    {
        await using var rig = await NodesRig.StartAsync();
        using var own = await rig.JoinAsync("one");
        using var other = await rig.JoinAsync("two");
        using var control = await NodeClient.DialAsync(rig.Address, own);
        await control.SendAsync(new ControlRequest());
        Assert.IsType<SetupReply>(await control.ReplyAsync());
        using var link = await NodeClient.DialAsync(rig.Address, own);
        await link.SendAsync(new LinkRequest());
        using var bystander = await NodeClient.DialAsync(rig.Address, other);
        await bystander.SendAsync(new LinkRequest());
        await Eventually.Async(() => rig.Links.Nodes.Count == 2);
        Assert.True(await rig.Get<NodeRevocation>().RevokeAsync("one", Cancelled));
        Assert.Equal(["one"], rig.Control.PutOut);
        Assert.True(await control.EndsAsync());
        Assert.True(await link.EndsAsync());
        Assert.Equal(RefusalCodes.Revoked, await RefusalAsync(rig, own));
        Assert.False(await rig.Get<NodeRevocation>().RevokeAsync("one", Cancelled));
        await bystander.SendAsync("x");
        Assert.Equal('x', bystander.Stream.ReadByte());
    }

    [Fact]
    public async Task Stopping_lets_go_of_every_connection()
    {
        var rig = await NodesRig.StartAsync();
        using var own = await rig.JoinAsync("one");
        using var control = await NodeClient.DialAsync(rig.Address, own);
        await control.SendAsync(new ControlRequest());
        Assert.IsType<SetupReply>(await control.ReplyAsync());
        using var stranger = await NodeClient.DialAsync(rig.Address);
        await rig.DisposeAsync();
        Assert.True(await control.EndsAsync());
        Assert.True(await stranger.EndsAsync());
    }

    private static async Task<string> RefusalAsync(NodesRig rig, X509Certificate2 own)
    {
        using var client = await NodeClient.DialAsync(rig.Address, own);
        await client.SendAsync(new ControlRequest());
        return Assert.IsType<RefusedReply>(await client.ReplyAsync()).Code;
    }

}
