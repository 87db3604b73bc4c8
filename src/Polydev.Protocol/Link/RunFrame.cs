namespace Polydev.Protocol.Link;

/// <summary>Run one attempt of an execution.</summary>
public sealed record RunFrame : ControllerFrame
{
    /// <summary>The execution.</summary>
    public string ExecutionId { get; init => field = value ?? ""; } = "";

    /// <summary>Sequence number of the first event the worker makes; it counts on from there without gaps.</summary>
    public long FirstSeq { get; init; }

    /// <summary>One of <see cref="Calls.WireNames"/>.</summary>
    public string Wire { get; init => field = value ?? ""; } = "";

    /// <summary>Where the provider is, by the operator's configuration: scheme, host, port and path prefix.</summary>
    public string BaseUrl { get; init => field = value ?? ""; } = "";

    /// <summary>The request.</summary>
    public Calls.ModelRequest Request { get; init => field = value ?? new(); } = new();

    /// <summary>Whether to ask the provider for a stream.</summary>
    public bool Stream { get; init; }

    /// <summary>The tenant's key for the provider. Lives in memory only.</summary>
    public string Credential { get; init => field = value ?? ""; } = "";

    /// <summary>Milliseconds left until the execution's deadline when the frame was sent.</summary>
    public long DeadlineMs { get; init; }
}
