using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Polydev.Tests.Worker.Support;

/// <summary>Certificates that nobody trusts.</summary>
internal static class SelfSigned
{
    public static X509Certificate2 Certificate(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + host, key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }
}
