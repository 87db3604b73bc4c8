namespace Polydev.Protocol.Nodes;

/// <summary>From the next byte on the connection is the link of one worker of the node. It is not answered.</summary>
public sealed record LinkRequest : NodeRequest;
