namespace Polydev.Protocol.Nodes;

/// <summary>Opens the connection over which the controller has workers started and stopped, for as long as the node serves.</summary>
public sealed record ControlRequest : NodeRequest
{
    /// <summary>Version of the node's program.</summary>
    public string Version { get; init => field = value ?? ""; } = "";
}
