namespace Polydev.Protocol.Nodes;

/// <summary>Asks to be let in as a node.</summary>
public sealed record JoinRequest : NodeRequest
{
    /// <summary>The secret half of a join token, <see cref="JoinToken.Secret"/>.</summary>
    public string Token { get; init => field = value ?? ""; } = "";

    /// <summary>Name that the node wants.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>PKCS#10 request for its certificate, DER. Of it only the key counts: what the certificate says is the controller's.</summary>
    public byte[] Request { get; init => field = value ?? []; } = [];
}
