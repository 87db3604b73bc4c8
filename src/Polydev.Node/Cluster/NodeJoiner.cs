using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Polydev.Protocol.Nodes;

namespace Polydev.Node.Cluster;

/// <summary>Gets this node its certificates: the first with a join token, each later one with the one before.</summary>
internal sealed class NodeJoiner(ControllerDialer dialer, IdentityFiles files, TimeProvider time)
{
    /// <summary>Joins: looks first whether the controller is the one that the token is of, and says the secret only then.</summary>
    public async Task<JoinResult> JoinAsync(JoinToken token, string name, CancellationToken cancellationToken)
    {
        using var key = files.JoiningKey();
        switch (await AskAsync(new AuthorityRequest(), authority: null, own: null, cancellationToken))
        {
            case (AuthorityReply reply, _) when TryRead(reply.Certificate) is { } authority:
                return JoinToken.PinOf(authority) == token.Pin
                    ? Result(await AskAsync(new JoinRequest { Token = token.Secret, Name = name, Request = RequestFor(key) }, authority, own: null, cancellationToken), key, authority)
                    : new JoinResult.Refused(NodeEnds.ControllerForeign, "The controller at this address is not the one that made the join token. Look at the address; or make another token, with 'polydev nodes token' on this controller.");
            case var (_, why):
                return new JoinResult.Failed(why ?? "the controller did not say what its authority is");
        }
    }

    /// <summary>Gets the next certificate, for a new key, and keeps both.</summary>
    public async Task<JoinResult> RenewAsync(NodeIdentity present, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Result(await AskAsync(new RenewRequest { Request = RequestFor(key) }, present.Authority, present.Certificate, cancellationToken), key, present.Authority);
    }

    private static byte[] RequestFor(ECDsa key) => new CertificateRequest("CN=node", key, HashAlgorithmName.SHA256).CreateSigningRequest();

    private static X509Certificate2? TryRead(string pem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private async Task<(NodeReply? Reply, string? Why)> AskAsync(NodeRequest line, X509Certificate2? authority, X509Certificate2? own, CancellationToken cancellationToken)
    {
        switch (await dialer.DialAsync(line, authority, own, cancellationToken))
        {
            case DialResult.Connected { Connection: var connection }:
                using (connection)
                {
                    var input = PipeReader.Create(connection.Stream, new StreamPipeReaderOptions(leaveOpen: true));
                    return await ControllerConnection.ReadReplyAsync(input, time, cancellationToken) is { } reply ? (reply, null) : (null, "the controller gave no answer");
                }

            case DialResult.Unreachable { Reason: var reason }:
                return (null, reason);
            case DialResult.Untrusted { Reason: var reason }:
                return (null, reason);
            default:
                throw new InvalidOperationException("a dial has three results");
        }
    }

    private JoinResult Result((NodeReply? Reply, string? Why) answer, ECDsa key, X509Certificate2 authority)
    {
        switch (answer.Reply)
        {
            case JoinedReply joined when TryRead(joined.Certificate) is { } signed:
                using (signed)
                {
                    var identity = new NodeIdentity(signed.CopyWithPrivateKey(key), authority);
                    files.Save(identity);
                    return new JoinResult.Joined(identity);
                }

            case RefusedReply refused:
                return new JoinResult.Refused(refused.Code, refused.Reason);
            default:
                return new JoinResult.Failed(answer.Why ?? "the controller's answer is none that a node understands");
        }
    }
}
