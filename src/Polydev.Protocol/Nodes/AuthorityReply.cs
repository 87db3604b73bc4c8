namespace Polydev.Protocol.Nodes;

/// <summary>The certificate of the controller's authority.</summary>
public sealed record AuthorityReply : NodeReply
{
    /// <summary>PEM.</summary>
    public string Certificate { get; init => field = value ?? ""; } = "";
}
