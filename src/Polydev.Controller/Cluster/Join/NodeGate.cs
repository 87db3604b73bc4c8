using System.Security.Cryptography.X509Certificates;
using Polydev.Controller.Storage;

namespace Polydev.Controller.Cluster.Join;

/// <summary>Judges the certificate of every connection of a node. TLS has proved that who shows it has its key; all else is looked at here.</summary>
internal sealed class NodeGate(ClusterAuthority authority, NodeCertificateStore store, TimeProvider time)
{
    /// <summary>Judges a certificate.</summary>
    public async Task<NodeCheck> CheckAsync(X509Certificate2? certificate, CancellationToken cancellationToken)
    {
        if (certificate is null)
        {
            return NodeCheck.Refused(NodeRefusal.NoCertificate);
        }

        if (!authority.IsNode(certificate))
        {
            return NodeCheck.Refused(NodeRefusal.Foreign);
        }

        // Its own dates first: one that has ended is not kept.
        var ends = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        if (time.GetUtcNow() > ends)
        {
            return NodeCheck.Refused(NodeRefusal.Expired(ends));
        }

        return await store.FindAsync(certificate.SerialNumber, cancellationToken) switch
        {
            null => NodeCheck.Refused(NodeRefusal.Foreign),
            { RevokedAt: not null, Node: var node } => NodeCheck.Refused(NodeRefusal.Revoked(node)),
            var known => NodeCheck.Good(known),
        };
    }
}
