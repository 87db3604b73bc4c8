using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Polydev.Tests.Worker.Trust;

/// <summary>A certificate authority of a test: a root, an authority under it that signs, and the servers it vouches for.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset s_from = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_until = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _intermediate;

    /// <summary>Makes one.</summary>
    /// <param name="name">Its subject.</param>
    /// <param name="nameInServers">How those it signed write its subject, when otherwise.</param>
    public TestAuthority(X500DistinguishedName name, X500DistinguishedName? nameInServers = null)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _root = Request(name, rootKey, authority: true).CreateSelfSigned(s_from, s_until);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(new X500DistinguishedName("CN=Signer of " + name.Name), key, authority: true);
        using var signed = request.Create(nameInServers ?? name, X509SignatureGenerator.CreateForECDsa(rootKey), s_from, s_until, [1]);
        _intermediate = signed.CopyWithPrivateKey(key);
    }

    public TestAuthority(string name)
        : this(new X500DistinguishedName(name))
    {
    }

    /// <summary>The root.</summary>
    public X509Certificate2 Root => _root;

    /// <summary>What a server presents beside its own certificate.</summary>
    public X509Certificate2Collection Presented => [X509CertificateLoader.LoadCertificate(_intermediate.RawData)];

    /// <summary>The root as it stands in a bundle.</summary>
    public string Pem => _root.ExportCertificatePem() + "\n";

    /// <summary>A server's certificate with its key.</summary>
    public X509Certificate2 Server(string host, bool expired = false, string usage = "1.3.6.1.5.5.7.3.1")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(new X500DistinguishedName("CN=" + host), key, authority: false);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        using var signed = request.Create(_intermediate, s_from, expired ? s_from.AddYears(1) : s_until.AddYears(-1), [2]);
        return signed.CopyWithPrivateKey(key);
    }

    public void Dispose()
    {
        _root.Dispose();
        _intermediate.Dispose();
    }

    private static CertificateRequest Request(X500DistinguishedName name, ECDsa key, bool authority)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, hasPathLengthConstraint: false, 0, critical: true));
        return request;
    }
}
