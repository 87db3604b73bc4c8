using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Polydev.Controller.Cluster.Join;
using Polydev.Controller.Storage;
using Polydev.Protocol.Nodes;
using Polydev.Tests.Controller.Storage;

namespace Polydev.Tests.Controller.Cluster.Join;

/// <summary>Who is let in as a node, under which name, and how often.</summary>
public sealed class NodeJoinTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_good_as_often_as_it_was_made_for()
    {
        await using var rig = await NodesRig.StartAsync();
        var token = await rig.TokenAsync(uses: 2);
        Assert.IsType<JoinedReply>(await JoinAsync(rig, token.Secret, "one"));
        Assert.IsType<JoinedReply>(await JoinAsync(rig, token.Secret, "two"));
        Assert.Equal(RefusalCodes.TokenInvalid, Code(await JoinAsync(rig, token.Secret, "three")));
        Assert.Empty(await rig.Get<JoinTokens>().ListAsync(Cancelled));
    }

    [Fact]
    public async Task Two_hosts_that_come_at_once_with_one_token_get_one_certificate()
    {
        await using var rig = await NodesRig.StartAsync();
        var token = await rig.TokenAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => JoinAsync(rig, token.Secret, "node" + i)));
        Assert.Single(replies, reply => reply is JoinedReply);
        Assert.Equal(7, replies.Count(reply => reply is RefusedReply { Code: RefusalCodes.TokenInvalid }));
    }

    [Fact]
    public async Task A_token_ends_when_its_time_is_over_or_it_is_ended()
    {
        await using var rig = await NodesRig.StartAsync();
        var old = await rig.TokenAsync(life: TimeSpan.FromMinutes(5));
        rig.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(RefusalCodes.TokenInvalid, Code(await JoinAsync(rig, old.Secret, "one")));
        var ended = await rig.TokenAsync();
        Assert.True(await rig.Get<JoinTokens>().DeleteAsync((await rig.Get<JoinTokens>().ListAsync(Cancelled)).Single().Id, Cancelled));
        Assert.Equal(RefusalCodes.TokenInvalid, Code(await JoinAsync(rig, ended.Secret, "one")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("pdj_")]
    [InlineData("pdj_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("pd_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("'; drop table join_tokens; --")]
    public async Task What_is_no_token_is_refused_before_anything_is_said_of_the_name(string secret)
    {
        await using var rig = await NodesRig.StartAsync();
        Assert.Equal(RefusalCodes.TokenInvalid, Code(await JoinAsync(rig, secret, "../etc")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-x")]
    [InlineData("a/b")]
    [InlineData("tokens")]
    [InlineData("ünï")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_name_that_no_host_has_is_refused_and_the_token_stays_good(string name)
    {
        await using var rig = await NodesRig.StartAsync();
        var token = await rig.TokenAsync();
        Assert.Equal(RefusalCodes.NameInvalid, Code(await JoinAsync(rig, token.Secret, name)));
        Assert.IsType<JoinedReply>(await JoinAsync(rig, token.Secret, "one"));
    }

    [Fact]
    public async Task A_request_without_a_key_of_ours_is_refused()
    {
        await using var rig = await NodesRig.StartAsync();
        var token = await rig.TokenAsync();
        using var rsa = RSA.Create(2048);
        var foreign = new CertificateRequest("CN=one", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var broken = NodesRig.RequestOf(key);
        broken[^1] ^= 1;
        foreach (var request in new[] { [], [1, 2, 3], foreign, broken })
        {
            Assert.Equal(RefusalCodes.InvalidRequest, Code(await rig.Get<NodeJoin>().JoinAsync(new JoinRequest { Token = token.Secret, Name = "one", Request = request }, Cancelled)));
        }
    }

    [Fact]
    public async Task What_the_request_says_of_itself_is_not_believed()
    {
        await using var rig = await NodesRig.StartAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var greedy = new CertificateRequest("CN=controller", key, HashAlgorithmName.SHA256);
        greedy.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        greedy.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        var token = await rig.TokenAsync();
        var joined = Assert.IsType<JoinedReply>(await rig.Get<NodeJoin>().JoinAsync(new JoinRequest { Token = token.Secret, Name = "one", Request = greedy.CreateSigningRequest() }, Cancelled));
        using var certificate = X509Certificate2.CreateFromPem(joined.Certificate);
        Assert.Equal("CN=one", certificate.Subject);
        Assert.False(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.Equal("1.3.6.1.5.5.7.3.2", certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages[0].Value);
        Assert.Equal(rig.Time.GetUtcNow().AddDays(30), joined.ExpiresAt, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_token_with_a_name_is_for_that_name_alone()
    {
        await using var rig = await NodesRig.StartAsync();
        var token = await rig.TokenAsync("one");
        Assert.Equal(RefusalCodes.TokenForOther, Code(await JoinAsync(rig, token.Secret, "two")));
        Assert.IsType<JoinedReply>(await JoinAsync(rig, token.Secret, "one"));
    }

    [Fact]
    public async Task A_name_in_use_is_not_given_away_by_a_token_for_any_name()
    {
        await using var rig = await NodesRig.StartAsync();
        using var own = await rig.JoinAsync("one");
        var any = await rig.TokenAsync();
        Assert.Equal(RefusalCodes.NameTaken, Code(await JoinAsync(rig, any.Secret, "one")));

        // Its certificate ended without being renewed: nobody is that node any more.
        rig.Time.Advance(TimeSpan.FromDays(31));
        var later = await rig.TokenAsync();
        Assert.IsType<JoinedReply>(await JoinAsync(rig, later.Secret, "one"));
    }

    [Fact]
    public async Task A_token_of_its_name_lets_another_host_take_a_nodes_place_once_that_one_is_away()
    {
        await using var rig = await NodesRig.StartAsync();
        using var before = await rig.JoinAsync("one");
        var token = await rig.TokenAsync("one");
        using (var connected = await NodeClient.DialAsync(rig.Address, before))
        {
            await connected.SendAsync(new ControlRequest());
            Assert.IsType<SetupReply>(await connected.ReplyAsync());
            Assert.Equal(RefusalCodes.NameTaken, Code(await JoinAsync(rig, token.Secret, "one")));
        }

        await Eventually.Async(() => !rig.Get<NodeConnections>().IsServed("one"));
        Assert.IsType<JoinedReply>(await JoinAsync(rig, token.Secret, "one"));
        Assert.Equal(RefusalCodes.Revoked, await RefusalAsync(rig, before));
    }

    [Fact]
    public async Task A_revoked_node_joins_again_with_a_fresh_token_and_its_old_certificate_stays_refused()
    {
        await using var rig = await NodesRig.StartAsync();
        using var before = await rig.JoinAsync("one");
        Assert.True(await rig.Get<NodeRevocation>().RevokeAsync("one", Cancelled));
        using var after = await rig.JoinAsync("one");
        Assert.Equal(RefusalCodes.Revoked, await RefusalAsync(rig, before));
        using var client = await NodeClient.DialAsync(rig.Address, after);
        await client.SendAsync(new ControlRequest());
        Assert.IsType<SetupReply>(await client.ReplyAsync());
    }

    [Fact]
    public async Task A_join_whose_answer_got_lost_can_be_asked_again_with_the_same_key_and_with_no_other()
    {
        await using var rig = await NodesRig.StartAsync();
        var token = await rig.TokenAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new JoinRequest { Token = token.Secret, Name = "one", Request = NodesRig.RequestOf(key) };
        Assert.IsType<JoinedReply>(await rig.Get<NodeJoin>().JoinAsync(request, Cancelled));
        Assert.IsType<JoinedReply>(await rig.Get<NodeJoin>().JoinAsync(request, Cancelled));
        Assert.Equal(RefusalCodes.NameTaken, Code(await JoinAsync(rig, token.Secret, "one")));
        Assert.Equal(RefusalCodes.TokenInvalid, Code(await JoinAsync(rig, token.Secret, "two")));
        Assert.True(await rig.Get<NodeRevocation>().RevokeAsync("one", Cancelled));
        Assert.Equal(RefusalCodes.TokenInvalid, Code(await rig.Get<NodeJoin>().JoinAsync(request, Cancelled)));
    }

    [Fact]
    public async Task A_renewed_certificate_is_good_beside_the_one_before_until_that_ends()
    {
        await using var rig = await NodesRig.StartAsync();
        using var before = await rig.JoinAsync("one");
        rig.Time.Advance(TimeSpan.FromDays(20));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var renewing = await NodeClient.DialAsync(rig.Address, before);
        await renewing.SendAsync(new RenewRequest { Request = NodesRig.RequestOf(key) });
        var joined = Assert.IsType<JoinedReply>(await renewing.ReplyAsync());
        using var signed = X509Certificate2.CreateFromPem(joined.Certificate);
        using var after = signed.CopyWithPrivateKey(key);
        Assert.Equal(rig.Time.GetUtcNow().AddDays(30), joined.ExpiresAt, TimeSpan.FromSeconds(1));
        foreach (var good in new[] { before, after })
        {
            using var client = await NodeClient.DialAsync(rig.Address, good);
            await client.SendAsync(new ControlRequest());
            Assert.IsType<SetupReply>(await client.ReplyAsync());
        }

        rig.Time.Advance(TimeSpan.FromDays(11));
        Assert.Equal(RefusalCodes.CertificateExpired, await RefusalAsync(rig, before));
        Assert.True(await rig.Get<NodeRevocation>().RevokeAsync("one", Cancelled));
        Assert.Equal(RefusalCodes.Revoked, await RefusalAsync(rig, after));
    }

    [Fact]
    public async Task Secrets_of_tokens_are_not_in_the_database()
    {
        await using var rig = await NodesRig.StartAsync();
        var token = await rig.TokenAsync();
        var stored = (await rig.Get<JoinTokenStore>().ReadAsync(Cancelled)).Single();
        Assert.Equal(JoinTokens.HashOf(token.Secret), stored.Hash);
        Assert.DoesNotContain(token.Secret, token.ToString(), StringComparison.Ordinal);
        var files = Directory.GetFiles(rig.Directory, "polydev.db*").Select(ReadShared);
        Assert.All(files, bytes => Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(token.Secret[4..]))));
    }

    [Fact]
    public async Task The_authority_and_the_nodes_outlive_a_restart()
    {
        await using var rig = await NodesRig.StartAsync();
        using var own = await rig.JoinAsync("one");
        using var revoked = await rig.JoinAsync("two");
        await rig.Get<NodeRevocation>().RevokeAsync("two", Cancelled);
        var pin = rig.Authority.Pin;
        await rig.RestartAsync();
        Assert.Equal(pin, rig.Authority.Pin);
        Assert.Equal(RefusalCodes.Revoked, await RefusalAsync(rig, revoked));
        using var client = await NodeClient.DialAsync(rig.Address, own);
        await client.SendAsync(new ControlRequest());
        Assert.IsType<SetupReply>(await client.ReplyAsync());
    }

    private static async Task<NodeReply> JoinAsync(NodesRig rig, string secret, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return await rig.Get<NodeJoin>().JoinAsync(new JoinRequest { Token = secret, Name = name, Request = NodesRig.RequestOf(key) }, Cancelled);
    }

    private static async Task<string> RefusalAsync(NodesRig rig, X509Certificate2 own)
    {
        using var client = await NodeClient.DialAsync(rig.Address, own);
        await client.SendAsync(new ControlRequest());
        return Code(await client.ReplyAsync());
    }

    private static string Code(NodeReply? reply) => Assert.IsType<RefusedReply>(reply).Code;

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
