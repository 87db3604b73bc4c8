using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Polydev.Drivers.Nomad.Client;

namespace Polydev.Tests.Drivers.Nomad.Client;

/// <summary>TLS on both sides, with an authority of the cluster's own.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pd-tls-").FullName;
    private readonly X509Certificate2 _authority = Authority("cluster");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_sides_know_each_other_and_the_server_may_be_named_for_its_region()
    {
        await using var agent = await StartAsync();
        agent.Then(200, "\"10.0.0.1:4647\"");
        using var client = agent.Client(Trusted);

        Assert.Equal("10.0.0.1:4647", await client.Agent.LeaderAsync(Token));
    }

    [Fact]
    public async Task A_server_of_another_authority_is_refused()
    {
        await using var agent = await StartAsync();
        using var other = Authority("other");
        using var client = agent.Client(options =>
        {
            Trusted(options);
            options.AuthorityFile = Write("other.pem", other.ExportCertificatePem());
        });

        var refused = await Assert.ThrowsAsync<NomadException>(() => client.Agent.LeaderAsync(Token));

        Assert.Equal(NomadError.Tls, refused.Error);
        Assert.Empty(agent.Asked);
    }

    [Fact]
    public async Task A_server_with_another_name_is_refused()
    {
        await using var agent = await StartAsync();
        using var client = agent.Client(options =>
        {
            Trusted(options);
            options.ServerName = "server.eu.nomad";
        });

        Assert.Equal(NomadError.Tls, (await Assert.ThrowsAsync<NomadException>(() => client.Agent.LeaderAsync(Token))).Error);
    }

    [Fact]
    public async Task A_server_that_wants_a_certificate_gets_none_it_was_not_given()
    {
        await using var agent = await StartAsync();
        using var client = agent.Client(options =>
        {
            Trusted(options);
            (options.CertificateFile, options.KeyFile) = (null, null);
        });

        await Assert.ThrowsAsync<NomadException>(() => client.Agent.LeaderAsync(Token));
        Assert.Empty(agent.Asked);
    }

    [Fact]
    public void A_certificate_file_that_is_not_there_is_said_at_once()
    {
        var missing = Assert.Throws<NomadException>(() => new NomadClient(
            new NomadOptions { Address = new Uri("https://127.0.0.1:1"), AuthorityFile = Path.Combine(_folder, "nope.pem") }, TimeProvider.System));

        Assert.Equal(NomadError.Tls, missing.Error);
        Assert.Contains("nope.pem", missing.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Task<ScriptedAgent> StartAsync() => ScriptedAgent.StartAsync(new HttpsConnectionAdapterOptions
    {
        ServerCertificate = Issue("server.global.nomad"),
        ClientCertificateMode = ClientCertificateMode.RequireCertificate,
        ClientCertificateValidation = (certificate, _, _) => certificate.Issuer == _authority.Subject && certificate.GetNameInfo(X509NameType.SimpleName, false) == "controller",
    });

    private void Trusted(NomadOptions options)
    {
        using var mine = Issue("controller");
        options.Address = new UriBuilder(options.Address) { Scheme = "https" }.Uri;
        options.ServerName = "server.global.nomad";
        options.AuthorityFile = Write("ca.pem", _authority.ExportCertificatePem());
        options.CertificateFile = Write("controller.pem", mine.ExportCertificatePem());
        options.KeyFile = Write("controller.key", mine.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private X509Certificate2 Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_authority, new DateTimeOffset(_authority.NotBefore), new DateTimeOffset(_authority.NotAfter), RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddHours(1));
    }
}
