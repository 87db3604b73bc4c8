using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Polydev.Protocol.Nodes;

namespace Polydev.Controller.Cluster.Join;

/// <summary>Answers the first line of a connection, and serves what follows.</summary>
internal sealed class NodeAnswers(ClusterAuthority authority, NodeJoin join, NodeGate gate, NodeConnections connections, NodeSessions sessions, ILogger<NodeAnswers> log)
{
    /// <summary>Answers; returns when the connection has done what it was for.</summary>
    /// <param name="request">The first line; null when it is none.</param>
    /// <param name="connection">The connection, behind the line.</param>
    /// <param name="stranger">Disposed as soon as it is known whose the connection is.</param>
    public Task AnswerAsync(NodeRequest? request, NodeSocket connection, Stranger stranger) => request switch
    {
        AuthorityRequest => ReplyAsync(connection, new AuthorityReply { Certificate = authority.Pem }),
        JoinRequest wish => JoinAsync(wish, connection),
        RenewRequest or ControlRequest or LinkRequest => AsNodeAsync(request, connection, stranger),
        _ => RefuseAsync(connection, NodeRefusal.Invalid),
    };

    private static async Task ReplyAsync(NodeSocket connection, NodeReply reply) =>
        await connection.Transport.Output.WriteAsync(NodeLines.Encode(reply, NodeJson.Default.NodeReply), connection.ConnectionClosed);

    private async Task JoinAsync(JoinRequest wish, NodeSocket connection)
    {
        var reply = await join.JoinAsync(wish, connection.ConnectionClosed);
        if (reply is RefusedReply refusal)
        {
            await RefuseAsync(connection, refusal);
            return;
        }

        await ReplyAsync(connection, reply);
    }

    private Task RefuseAsync(NodeSocket connection, RefusedReply refusal)
    {
        log.NodeRefused(connection.RemoteEndPoint, refusal.Code, refusal.Reason);
        return ReplyAsync(connection, refusal);
    }

    private async Task AsNodeAsync(NodeRequest request, NodeSocket connection, Stranger stranger)
    {
        // Counted before it is looked up: whoever is revoked in between is cut, and not missed.
        var shown = connection.Shown;
        var claimed = shown?.GetNameInfo(X509NameType.SimpleName, forIssuer: false) ?? "";
        using var open = connections.Add(claimed, connection);
        var check = await gate.CheckAsync(shown, connection.ConnectionClosed);
        if (!check.IsGood)
        {
            // A link is not answered: its worker would read the line, and end. Nor is it said here: all workers of a node that is put out dial for a while.
            await (request is LinkRequest ? Task.CompletedTask : RefuseAsync(connection, check.Refusal));
            return;
        }

        if (request is RenewRequest renew)
        {
            await ReplyAsync(connection, await join.RenewAsync(check.Certificate, renew, connection.ConnectionClosed));
            return;
        }

        stranger.Dispose();
        await (request is ControlRequest control ? sessions.ControlAsync(open, control, connection) : sessions.LinkAsync(open, connection));
    }
}
