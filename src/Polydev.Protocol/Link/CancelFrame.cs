namespace Polydev.Protocol.Link;

/// <summary>Stop an execution: close its provider connection, forget its events.</summary>
public sealed record CancelFrame : ControllerFrame
{
    /// <summary>The execution.</summary>
    public string ExecutionId { get; init => field = value ?? ""; } = "";
}
