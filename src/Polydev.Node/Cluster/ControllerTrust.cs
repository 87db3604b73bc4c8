using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Polydev.Node.Cluster;

/// <summary>Tells the controller from others: its certificate is of the authority the node joined, for servers, and of this time. Where it is does not matter.</summary>
internal static class ControllerTrust
{
    private static readonly Oid s_serverPurpose = new("1.3.6.1.5.5.7.3.1");

    /// <summary>Whether a certificate is the controller's.</summary>
    public static bool Accepts(X509Certificate2 authority, X509Certificate2 shown, TimeProvider time)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(s_serverPurpose);
        return chain.Build(shown);
    }
}
