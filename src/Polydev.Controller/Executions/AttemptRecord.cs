using Polydev.Protocol.Events;

namespace Polydev.Controller.Executions;

/// <summary>One try of an execution, as it is shown and stored. Times are milliseconds since the execution was accepted.</summary>
internal sealed record AttemptRecord
{
    /// <summary>Number, from 1.</summary>
    public int Number { get; init; }

    /// <summary>Provider.</summary>
    public string Provider { get; init => field = value ?? ""; } = "";

    /// <summary>Model.</summary>
    public string Model { get; init => field = value ?? ""; } = "";

    /// <summary>Wire.</summary>
    public string Wire { get; init => field = value ?? ""; } = "";

    /// <summary>Id of the worker; null when none could be had.</summary>
    public string? Worker { get; init; }

    /// <summary>When a worker was asked for.</summary>
    public double AskedMs { get; init; }

    /// <summary>When the worker was there.</summary>
    public double? ClaimedMs { get; init; }

    /// <summary>When the request was written to the provider.</summary>
    public double? SentMs { get; init; }

    /// <summary>When the first byte of the answer came.</summary>
    public double? FirstByteMs { get; init; }

    /// <summary>When the first output event came.</summary>
    public double? FirstEventMs { get; init; }

    /// <summary>When the attempt was over.</summary>
    public double? EndMs { get; init; }

    /// <summary>Bytes of the request body.</summary>
    public long BytesSent { get; init; }

    /// <summary>Bytes of the answer's body.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Whether an open connection to the provider was used.</summary>
    public bool ConnectionReused { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public ExecutionError? Error { get; init; }
}
