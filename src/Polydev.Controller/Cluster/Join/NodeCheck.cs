using System.Diagnostics.CodeAnalysis;
using Polydev.Controller.Storage;
using Polydev.Protocol.Nodes;

namespace Polydev.Controller.Cluster.Join;

/// <summary>What came of checking a certificate: the node, or the refusal.</summary>
internal sealed record NodeCheck
{
    private NodeCheck(StoredNodeCertificate? node, RefusedReply? refusal) => (Certificate, Refusal) = (node, refusal);

    /// <summary>The good certificate, with the name of its node; null when refused.</summary>
    public StoredNodeCertificate? Certificate { get; }

    /// <summary>Why not; null when it is good.</summary>
    public RefusedReply? Refusal { get; }

    /// <summary>Whether the certificate is good.</summary>
    [MemberNotNullWhen(true, nameof(Certificate))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsGood => Certificate is not null;

    /// <summary>A good one.</summary>
    public static NodeCheck Good(StoredNodeCertificate certificate) => new(certificate, null);

    /// <summary>One that is not.</summary>
    public static NodeCheck Refused(RefusedReply refusal) => new(null, refusal);
}
