namespace Polydev.Protocol.Link;

/// <summary>The worker made the last event of an attempt and released the provider call.</summary>
public sealed record DoneFrame : WorkerFrame
{
    /// <summary>The execution.</summary>
    public string ExecutionId { get; init => field = value ?? ""; } = "";

    /// <summary>Sequence number of the last event of the attempt.</summary>
    public long LastSeq { get; init; }

    /// <summary>How the time and the bytes of the provider call went.</summary>
    public CallTimings Timings { get; init => field = value ?? new(); } = new();
}
