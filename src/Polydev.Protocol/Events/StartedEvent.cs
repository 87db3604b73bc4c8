namespace Polydev.Protocol.Events;

/// <summary>An attempt began: a worker was claimed and the request sent to it. A second one in a log is a retry or a fallback.</summary>
public sealed record StartedEvent : ExecutionEvent
{
    /// <summary>Number of the attempt, from 1.</summary>
    public int Attempt { get; init; }

    /// <summary>Provider of this attempt.</summary>
    public string Provider { get; init => field = value ?? ""; } = "";

    /// <summary>Model of this attempt.</summary>
    public string Model { get; init => field = value ?? ""; } = "";

    /// <summary>Wire of this attempt.</summary>
    public string Wire { get; init => field = value ?? ""; } = "";

    /// <summary>Id of the worker that runs it.</summary>
    public string Worker { get; init => field = value ?? ""; } = "";

    /// <summary>Why the attempt before this one failed; null on the first.</summary>
    public ExecutionError? PreviousError { get; init; }
}
