namespace Polydev.Protocol.Nodes;

/// <summary>The node is let in, or stays in: its certificate.</summary>
public sealed record JoinedReply : NodeReply
{
    /// <summary>PEM. Its common name is the name of the node.</summary>
    public string Certificate { get; init => field = value ?? ""; } = "";

    /// <summary>When it ends.</summary>
    public DateTimeOffset ExpiresAt { get; init; }
}
