using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Polydev.Protocol.Nodes;

namespace Polydev.Controller.Cluster.Join;

/// <summary>Reads the certificate requests of nodes, and signs.</summary>
internal sealed class NodeIssuer(ClusterAuthority authority, ControllerOptions options, TimeProvider time)
{
    private const int KeyBits = 256;

    /// <summary>The public key of a PKCS#10 request whose sender has the private one. Null for anything else: nothing but the key is taken from a request.</summary>
    public static PublicKey? KeyOf(byte[] request)
    {
        try
        {
            var read = CertificateRequest.LoadSigningRequest(request, HashAlgorithmName.SHA256);
            using var key = read.PublicKey.GetECDsaPublicKey();
            return key?.KeySize == KeyBits ? read.PublicKey : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>What a public key is recognised by.</summary>
    public static byte[] HashOf(PublicKey key) => SHA256.HashData(key.ExportSubjectPublicKeyInfo());

    /// <summary>Signs a certificate.</summary>
    /// <param name="key">The node's public key.</param>
    /// <param name="node">The node's name.</param>
    /// <param name="tokenId">The token it joins with; null for a node that renews.</param>
    public IssuedCertificate Issue(PublicKey key, string node, string? tokenId)
    {
        using var signed = authority.SignNode(key, node, options.Nodes.CertificateLifetime);
        var ends = new DateTimeOffset(signed.NotAfter.ToUniversalTime());
        return new IssuedCertificate(
            new(signed.SerialNumber, node, HashOf(key), tokenId, time.GetUtcNow(), ends),
            new JoinedReply { Certificate = signed.ExportCertificatePem(), ExpiresAt = ends });
    }
}
