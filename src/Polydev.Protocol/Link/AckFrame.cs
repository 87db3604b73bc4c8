namespace Polydev.Protocol.Link;

/// <summary>All events of an execution up to a number are durable; the worker forgets them.</summary>
public sealed record AckFrame : ControllerFrame
{
    /// <summary>The execution.</summary>
    public string ExecutionId { get; init => field = value ?? ""; } = "";

    /// <summary>Sequence number of the last durable event.</summary>
    public long Seq { get; init; }
}
