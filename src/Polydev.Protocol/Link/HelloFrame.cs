namespace Polydev.Protocol.Link;

/// <summary>The first line of a link: who dials, and what it still holds.</summary>
public sealed record HelloFrame : WorkerFrame
{
    /// <summary>The one-time nonce the driver started the worker with; set on the first link only.</summary>
    public string? Nonce { get; init; }

    /// <summary>The session of an earlier <see cref="WelcomeFrame"/>; set when a broken link is dialled again.</summary>
    public string? Session { get; init; }

    /// <summary>Id the driver gave the worker.</summary>
    public string WorkerId { get; init => field = value ?? ""; } = "";

    /// <summary>Version of the worker.</summary>
    public string Version { get; init => field = value ?? ""; } = "";

    /// <summary>The tenant the worker was claimed for; null while it is warm. The controller kills a worker whose word differs from its own record.</summary>
    public string? Tenant { get; init; }

    /// <summary>Process id in the worker's own namespace, for the logs.</summary>
    public int Pid { get; init; }

    /// <summary>Executions the worker holds events or a running call of.</summary>
    public IReadOnlyList<ResumePoint> Resume { get; init => field = value ?? []; } = [];
}
