namespace Polydev.Protocol.Nodes;

/// <summary>The control connection stands: what the node needs to let its workers out. Behind it the control protocol begins.</summary>
public sealed record SetupReply : NodeReply
{
    /// <summary>What egress tokens of this node's workers are signed with; no other node's tokens pass under it.</summary>
    public byte[] EgressKey { get; init => field = value ?? []; } = [];

    /// <summary>Where workers may go, as the gateway reads it.</summary>
    public IReadOnlyList<string> EgressRules { get; init => field = value ?? []; } = [];

    /// <summary>Version of the controller.</summary>
    public string Version { get; init => field = value ?? ""; } = "";
}
