using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Polydev.Simulator.Tls;

/// <summary>A certificate authority that lives as long as the simulator, and the server certificate it signed.</summary>
internal sealed class SimulatorCertificates : IDisposable
{
    private SimulatorCertificates(string authorityPem, X509Certificate2 server)
    {
        AuthorityPem = authorityPem;
        Server = server;
    }

    /// <summary>The authority's certificate, for clients to trust.</summary>
    public string AuthorityPem { get; }

    /// <summary>The server's certificate with its key.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>Makes both.</summary>
    /// <param name="hostNames">Names besides <c>localhost</c> and the loopback addresses.</param>
    /// <param name="bindAddress">The address listened on.</param>
    /// <param name="now">The time they begin to be good, less an hour for clocks that differ.</param>
    public static SimulatorCertificates Create(IEnumerable<string> hostNames, IPAddress bindAddress, DateTimeOffset now)
    {
        var (from, to) = (now.AddHours(-1), now.AddDays(30));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Polydev Simulator CA", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var authority = request.CreateSelfSigned(from, to);
        return new SimulatorCertificates(authority.ExportCertificatePem(), Sign(authority, hostNames, bindAddress, from, to));
    }

    /// <inheritdoc/>
    public void Dispose() => Server.Dispose();

    private static X509Certificate2 Sign(
        X509Certificate2 authority, IEnumerable<string> hostNames, IPAddress bindAddress, DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Polydev Simulator", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in hostNames.Prepend("localhost"))
        {
            names.AddDnsName(name);
        }

        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback, bindAddress }.Distinct())
        {
            names.AddIpAddress(address);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var signed = request.Create(authority, from, to, RandomNumberGenerator.GetBytes(16));
        return signed.CopyWithPrivateKey(key);
    }
}
