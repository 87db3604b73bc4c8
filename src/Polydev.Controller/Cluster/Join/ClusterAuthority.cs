using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Polydev.Controller.Storage;
using Polydev.Protocol.Nodes;

namespace Polydev.Controller.Cluster.Join;

/// <summary>The controller's own certificate authority: who it signs for is a node of this controller, or the controller itself, and nobody else is.</summary>
internal sealed class ClusterAuthority(DataDirectory data, TimeProvider time) : IDisposable
{
    private const string KeyFile = "ca.key";
    private const string CertificateFile = "ca.pem";
    private const int SerialBytes = 16;
    private static readonly TimeSpan s_life = TimeSpan.FromDays(3652);
    private static readonly TimeSpan s_clocksDiffer = TimeSpan.FromHours(1);
    private static readonly Oid s_serverPurpose = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid s_clientPurpose = new("1.3.6.1.5.5.7.3.2");

    private X509Certificate2? _signer;

    /// <summary>Its certificate with its key.</summary>
    public X509Certificate2 Certificate => _signer ?? throw new InvalidOperationException("the authority was not opened");

    /// <summary>Its certificate for others, PEM.</summary>
    public string Pem => Certificate.ExportCertificatePem();

    /// <summary>Its fingerprint, as join tokens have it.</summary>
    public string Pin => JoinToken.PinOf(Certificate);

    private string Home => Path.Combine(data.Root, "nodes");

    /// <summary>Reads it, or makes it when this is the first time.</summary>
    /// <exception cref="StartupException">Its files are damaged, or one is missing.</exception>
    public void Open()
    {
        if (!Directory.Exists(Home))
        {
            Make();
        }

        try
        {
            var (pem, key) = (File.ReadAllText(Path.Combine(Home, CertificateFile)), File.ReadAllText(Path.Combine(Home, KeyFile)));
            _signer = X509Certificate2.CreateFromPem(pem, key);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new StartupException(
                "node_authority_unreadable",
                $"The authority of the nodes in {Home} cannot be used: {e.Message.TrimEnd('.')}. Restore {KeyFile} and {CertificateFile} from a backup; or remove the directory, and join every node again.",
                e);
        }
    }

    /// <summary>A certificate of the controller itself, with a new key that never leaves memory.</summary>
    public X509Certificate2 SignServer(TimeSpan life)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Polydev Controller", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(NodeLines.ControllerName);
        request.CertificateExtensions.Add(names.Build());
        using var signed = Sign(request, s_serverPurpose, life);
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>A certificate for a node.</summary>
    /// <param name="key">The node's public key.</param>
    /// <param name="name">The node's name, which becomes the common name.</param>
    /// <param name="life">How long it is good.</param>
    public X509Certificate2 SignNode(PublicKey key, string name, TimeSpan life)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        return Sign(new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256), s_clientPurpose, life);
    }

    /// <summary>Whether we signed the certificate, for a node. Its dates are looked at by who asks.</summary>
    public bool IsNode(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        chain.ChainPolicy.ApplicationPolicy.Add(s_clientPurpose);
        return chain.Build(certificate);
    }

    /// <inheritdoc/>
    public void Dispose() => _signer?.Dispose();

    private X509Certificate2 Sign(CertificateRequest request, Oid purpose, TimeSpan life)
    {
        var now = time.GetUtcNow();
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([purpose], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var generator = X509SignatureGenerator.CreateForECDsa(Certificate.GetECDsaPrivateKey()!);
        var (ends, ours) = (now + life, new DateTimeOffset(Certificate.NotAfter.ToUniversalTime()));
        return request.Create(Certificate.SubjectName, generator, now - s_clocksDiffer, ends < ours ? ends : ours, NewSerial());
    }

    /// <summary>Positive and of full length, so that it reads the same wherever it is printed.</summary>
    private static byte[] NewSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x3f) | 0x40);
        return serial;
    }

    /// <summary>Makes both files in a directory beside and then moves that: a kill in the middle leaves no half authority.</summary>
    private void Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Polydev Nodes", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = time.GetUtcNow();
        using var made = request.CreateSelfSigned(now - s_clocksDiffer, now + s_life);
        var partial = Home + ".new";
        PrivateFiles.MakeDirectory(partial);
        PrivateFiles.Write(Path.Combine(partial, KeyFile), key.ExportPkcs8PrivateKeyPem());
        PrivateFiles.Write(Path.Combine(partial, CertificateFile), made.ExportCertificatePem());
        Directory.Move(partial, Home);
    }
}
