using Polydev.Controller.Storage;
using Polydev.Protocol.Nodes;

namespace Polydev.Controller.Cluster.Join;

/// <summary>A certificate just signed.</summary>
/// <param name="Stored">What is kept of it. It is good from when that is kept.</param>
/// <param name="Reply">What the node gets.</param>
internal sealed record IssuedCertificate(StoredNodeCertificate Stored, JoinedReply Reply);
