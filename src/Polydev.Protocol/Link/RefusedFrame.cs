namespace Polydev.Protocol.Link;

/// <summary>The controller does not take the worker in. The link ends behind it, and the worker is to end too: dialling again would meet the same answer.</summary>
public sealed record RefusedFrame : ControllerFrame
{
    /// <summary>Why, in words for the worker's log.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";
}
