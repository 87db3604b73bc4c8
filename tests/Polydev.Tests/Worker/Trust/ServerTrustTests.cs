using System.Formats.Asn1;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Polydev.Tests.Worker.Support;
using Polydev.Worker.Trust;

namespace Polydev.Tests.Worker.Trust;

/// <summary>Real handshakes: who is let through, and who is not.</summary>
public sealed class ServerTrustTests : IDisposable
{
    private const string Host = "provider.test";
    private const string CommonName = "2.5.4.3";

    private readonly string _path = Path.GetTempFileName();
    private readonly TestAuthority _authority = new("CN=Authority");
    private readonly TestAuthority _other = new("CN=Other");

    public ServerTrustTests() => File.WriteAllText(_path, _other.Pem + _authority.Pem);

    private ServerTrust Trust => new(new AuthorityBundle(_path));

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public async Task A_server_of_an_authority_in_the_bundle_is_trusted()
    {
        using var server = _authority.Server(Host);
        var trust = Trust;

        Assert.True(await ConnectsAsync(trust, server, _authority.Presented));
        Assert.True(await ConnectsAsync(trust, server, _authority.Presented)); // The second time from memory.
    }

    [Fact]
    public async Task A_server_by_its_address_is_trusted()
    {
        using var server = _authority.Server("127.0.0.1");

        Assert.True(await ConnectsAsync(Trust, server, _authority.Presented, "127.0.0.1"));
    }

    [Fact]
    public async Task A_server_of_an_authority_that_is_not_in_the_bundle_is_refused()
    {
        using var stranger = new TestAuthority("CN=Stranger");
        using var server = stranger.Server(Host);

        Assert.False(await ConnectsAsync(Trust, server, stranger.Presented));
    }

    [Fact]
    public async Task A_server_of_a_false_authority_with_a_trusted_name_is_refused()
    {
        using var forger = new TestAuthority("CN=Authority");
        using var server = forger.Server(Host);

        Assert.False(await ConnectsAsync(Trust, server, [.. forger.Presented, forger.Root]));
    }

    [Fact]
    public async Task A_server_that_signed_itself_is_refused()
    {
        using var server = SelfSigned.Certificate(Host);

        Assert.False(await ConnectsAsync(Trust, server, []));
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused()
    {
        using var server = _authority.Server("another.test");

        Assert.False(await ConnectsAsync(Trust, server, _authority.Presented));
    }

    [Fact]
    public async Task A_certificate_that_has_expired_is_refused()
    {
        using var server = _authority.Server(Host, expired: true);

        Assert.False(await ConnectsAsync(Trust, server, _authority.Presented));
    }

    [Fact]
    public async Task A_certificate_for_clients_is_refused()
    {
        using var server = _authority.Server(Host, usage: "1.3.6.1.5.5.7.3.2");

        Assert.False(await ConnectsAsync(Trust, server, _authority.Presented));
    }

    [Fact]
    public async Task A_server_that_leaves_out_who_signed_it_is_refused()
    {
        using var server = _authority.Server(Host);

        Assert.False(await ConnectsAsync(Trust, server, []));
    }

    [Fact]
    public async Task An_authority_whose_name_its_servers_write_in_another_way_is_found()
    {
        // The same words as PrintableString and as UTF8String: equal names (RFC 5280 §7.1), other bytes.
        var printable = Name(UniversalTagNumber.PrintableString);
        var utf8 = Name(UniversalTagNumber.UTF8String);
        Assert.NotEqual(printable.RawData, utf8.RawData);
        using var authority = new TestAuthority(printable, utf8);
        using var server = authority.Server(Host);
        await File.WriteAllTextAsync(_path, _other.Pem + authority.Pem, TestContext.Current.CancellationToken);

        Assert.True(await ConnectsAsync(Trust, server, authority.Presented));
    }

    [Fact]
    public async Task An_authority_that_the_operator_takes_out_is_not_trusted_any_more_and_a_new_one_is()
    {
        using var server = _authority.Server(Host);
        using var late = new TestAuthority("CN=Late");
        using var lateServer = late.Server(Host);
        var trust = Trust;
        Assert.True(await ConnectsAsync(trust, server, _authority.Presented));
        Assert.False(await ConnectsAsync(trust, lateServer, late.Presented));

        await File.WriteAllTextAsync(_path, _other.Pem + late.Pem, TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(_path, new DateTime(2040, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.False(await ConnectsAsync(trust, server, _authority.Presented));
        Assert.True(await ConnectsAsync(trust, lateServer, late.Presented));
    }

    [Fact]
    public async Task Without_a_bundle_the_system_decides()
    {
        using var server = _authority.Server(Host);

        Assert.False(await ConnectsAsync(new ServerTrust(null), server, _authority.Presented));
    }

    [Fact]
    public async Task Many_at_once_are_each_judged_rightly()
    {
        using var server = _authority.Server(Host);
        using var stranger = new TestAuthority("CN=Stranger");
        using var strange = stranger.Server(Host);
        var trust = Trust;

        var good = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ConnectsAsync(trust, server, _authority.Presented)));
        var bad = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ConnectsAsync(trust, strange, stranger.Presented)));

        Assert.All(good, Assert.True);
        Assert.All(bad, Assert.False);
    }

    [Fact]
    public async Task Warming_up_goes_through_with_anybody()
    {
        using var server = SelfSigned.Certificate("somebody.test");

        Assert.True(await ConnectsAsync(Trust.OptionsToWarmUp(), server, []));
    }

    private static X500DistinguishedName Name(UniversalTagNumber encoding)
    {
        var name = new X500DistinguishedNameBuilder();
        name.Add(CommonName, "Authority in two ways", encoding);
        return name.Build();
    }

    private static Task<bool> ConnectsAsync(ServerTrust trust, X509Certificate2 server, X509Certificate2Collection presented, string host = Host) =>
        ConnectsAsync(trust.Options(), server, presented, host);

    private static async Task<bool> ConnectsAsync(
        SslClientAuthenticationOptions options, X509Certificate2 server, X509Certificate2Collection presented, string host = Host)
    {
        var token = TestContext.Current.CancellationToken;
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var dialled = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await dialled.ConnectAsync(listener.LocalEndPoint!, token);
        await using var serverSide = new SslStream(new NetworkStream(await listener.AcceptAsync(token), ownsSocket: true));
        await using var clientSide = new SslStream(new NetworkStream(dialled, ownsSocket: true));
        var serving = serverSide.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(server, presented, offline: true) }, token);
        options.TargetHost = host;
        try
        {
            await clientSide.AuthenticateAsClientAsync(options, token).Within();
            await serving.Within();
            return true;
        }
        catch (AuthenticationException)
        {
            await clientSide.DisposeAsync();
            _ = await Record.ExceptionAsync(() => serving.Within()); // In TLS 1.3 the server may be done before the client refuses.
            return false;
        }
    }
}
