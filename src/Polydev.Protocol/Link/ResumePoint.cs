namespace Polydev.Protocol.Link;

/// <summary>How far a worker got with an execution when it dials again.</summary>
public sealed record ResumePoint
{
    /// <summary>The execution.</summary>
    public string ExecutionId { get; init => field = value ?? ""; } = "";

    /// <summary>Sequence number of the last event the worker made; it re-sends everything after the last one acknowledged.</summary>
    public long LastSeq { get; init; }
}
