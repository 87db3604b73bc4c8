using System.Security.Cryptography.X509Certificates;

namespace Polydev.Node.Cluster;

/// <summary>Who this node is to its controller, and which controller it trusts.</summary>
/// <param name="Certificate">The node's certificate with its key.</param>
/// <param name="Authority">The controller's authority, which signed it.</param>
internal sealed record NodeIdentity(X509Certificate2 Certificate, X509Certificate2 Authority)
{
    /// <summary>Name of the node.</summary>
    public string Name { get; } = Certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    /// <summary>When the certificate ends.</summary>
    public DateTimeOffset ExpiresAt { get; } = new(Certificate.NotAfter.ToUniversalTime());

    /// <summary>When two thirds of the certificate's life are over.</summary>
    public DateTimeOffset RenewAt
    {
        get
        {
            var from = new DateTimeOffset(Certificate.NotBefore.ToUniversalTime());
            return from + ((ExpiresAt - from) * 2 / 3);
        }
    }
}
