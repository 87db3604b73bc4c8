using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Polydev.Controller.Storage;
using Polydev.Protocol.Nodes;

namespace Polydev.Controller.Cluster.Join;

/// <summary>Gives nodes their certificates: the first one for a join token, each later one for the one before.</summary>
/// <remarks>A name has one line of certificates at a time: whoever joins under it ends those of before, so two hosts never both are that node.</remarks>
internal sealed class NodeJoin(
    NodeIssuer issuer, JoinTokenStore tokens, NodeCertificateStore store, NodeConnections connections, TimeProvider time, ILogger<NodeJoin> log) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Lets a host in.</summary>
    public async Task<NodeReply> JoinAsync(JoinRequest request, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return await DecideAsync(request, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Gives a node its next certificate. The present one stays good until its end, so nothing of the node has to dial again.</summary>
    public async Task<NodeReply> RenewAsync(StoredNodeCertificate present, RenewRequest request, CancellationToken cancellationToken)
    {
        if (NodeIssuer.KeyOf(request.Request) is not { } key)
        {
            return NodeRefusal.BadRequest;
        }

        var issued = issuer.Issue(key, present.Node, tokenId: null);
        await store.AddAsync(issued.Stored, cancellationToken);
        log.NodeRenewed(present.Node, issued.Stored.ExpiresAt);
        return issued.Reply;
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<NodeReply> DecideAsync(JoinRequest request, CancellationToken cancellationToken)
    {
        // The token first: whoever has none learns nothing, not even which names there are.
        var now = time.GetUtcNow();
        var token = JoinToken.IsSecret(request.Token) ? await tokens.FindAsync(JoinTokens.HashOf(request.Token), cancellationToken) : null;
        if (token is null || now >= token.ExpiresAt)
        {
            return NodeRefusal.Token;
        }

        if (!NodeNames.IsValid(request.Name))
        {
            return NodeRefusal.Name(request.Name);
        }

        if (token.Node is { } wanted && wanted != request.Name)
        {
            return NodeRefusal.OtherName(request.Name);
        }

        if (NodeIssuer.KeyOf(request.Request) is not { } key)
        {
            return NodeRefusal.BadRequest;
        }

        var good = await store.ReadGoodAsync(request.Name, now, cancellationToken);

        // The answer to an earlier join got lost: the same key with the same token gets another, and no use is counted.
        var again = good.Any(c => c.TokenId == token.Id && c.KeyHash.AsSpan().SequenceEqual(NodeIssuer.HashOf(key)));
        if (!again && good.Count > 0 && (token.Node is null || connections.IsServed(request.Name)))
        {
            return NodeRefusal.Taken(request.Name);
        }

        return await AdmitAsync(token, request.Name, key, spend: !again, cancellationToken);
    }

    private async Task<NodeReply> AdmitAsync(StoredJoinToken token, string name, PublicKey key, bool spend, CancellationToken cancellationToken)
    {
        var issued = issuer.Issue(key, name, token.Id);
        if (!await store.AdmitAsync(issued.Stored, spend, cancellationToken))
        {
            return NodeRefusal.Token;
        }

        connections.Cut(name, "another host joined under its name");
        log.NodeJoined(name, token.Id, issued.Stored.ExpiresAt);
        return issued.Reply;
    }
}
