using Polydev.Protocol.Nodes;

namespace Polydev.Controller.Cluster.Join;

/// <summary>The refusals of a node, in words that tell its operator what to do.</summary>
internal static class NodeRefusal
{
    private const string JoinAgain = "Make a join token on the controller with 'polydev nodes token' and start the node with --token-file.";

    /// <summary>The first line is wrong.</summary>
    public static RefusedReply Invalid { get; } = Of(RefusalCodes.InvalidRequest, "The first line is none that a node sends. Use the same version of polydev on controller and node.");

    /// <summary>The certificate request is wrong.</summary>
    public static RefusedReply BadRequest { get; } = Of(RefusalCodes.InvalidRequest, "The certificate request is no PKCS#10 request signed by an ECDSA key on P-256.");

    /// <summary>The token is not good.</summary>
    public static RefusedReply Token { get; } = Of(RefusalCodes.TokenInvalid, "The join token is not known here, has ended, or is used up. Make another on the controller with 'polydev nodes token'.");

    /// <summary>No certificate.</summary>
    public static RefusedReply NoCertificate { get; } = Of(RefusalCodes.CertificateMissing, "The node has shown no certificate. " + JoinAgain);

    /// <summary>Not our certificate.</summary>
    public static RefusedReply Foreign { get; } = Of(RefusalCodes.CertificateForeign, "The node's certificate is not from this controller. " + JoinAgain);

    /// <summary>Too old.</summary>
    public static RefusedReply Expired(DateTimeOffset at) => Of(RefusalCodes.CertificateExpired, $"The node's certificate ended at {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC. {JoinAgain}");

    /// <summary>Revoked.</summary>
    public static RefusedReply Revoked(string node) => Of(RefusalCodes.Revoked, $"The node '{node}' was revoked. {JoinAgain}");

    /// <summary>Not a name.</summary>
    public static RefusedReply Name(string name) => Of(RefusalCodes.NameInvalid, $"'{name}' cannot be the name of a node: {NodeNames.Rule}.");

    /// <summary>The token names another.</summary>
    public static RefusedReply OtherName(string name) => Of(RefusalCodes.TokenForOther, $"The join token is not for a node of the name '{name}'. Start the node with the --name it was made for, or make another.");

    /// <summary>The name is in use.</summary>
    public static RefusedReply Taken(string name) => Of(
        RefusalCodes.NameTaken,
        $"There is a node '{name}' already. Choose another --name; or, when this host takes its place, stop the other and join with a token of 'polydev nodes token --name {name}', or revoke it first.");

    private static RefusedReply Of(string code, string reason) => new() { Code = code, Reason = reason };
}
