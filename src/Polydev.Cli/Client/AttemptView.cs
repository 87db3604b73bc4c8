using Polydev.Protocol.Events;

namespace Polydev.Cli.Client;

/// <summary>One try of an execution. Times are milliseconds since the execution was accepted.</summary>
internal sealed record AttemptView
{
    /// <summary>Number, from 1.</summary>
    public int Number { get; set; }

    /// <summary>Provider.</summary>
    public string Provider { get; set; } = "";

    /// <summary>Model.</summary>
    public string Model { get; set; } = "";

    /// <summary>Wire.</summary>
    public string Wire { get; set; } = "";

    /// <summary>Id of the worker; null when none could be had.</summary>
    public string? Worker { get; set; }

    /// <summary>A worker was asked for.</summary>
    public double AskedMs { get; set; }

    /// <summary>The worker was there.</summary>
    public double? ClaimedMs { get; set; }

    /// <summary>The request was written to the provider.</summary>
    public double? SentMs { get; set; }

    /// <summary>The first byte of the answer came.</summary>
    public double? FirstByteMs { get; set; }

    /// <summary>The first output event came.</summary>
    public double? FirstEventMs { get; set; }

    /// <summary>The attempt was over.</summary>
    public double? EndMs { get; set; }

    /// <summary>Bytes of the request body.</summary>
    public long BytesSent { get; set; }

    /// <summary>Bytes of the answer's body.</summary>
    public long BytesReceived { get; set; }

    /// <summary>Whether an open connection to the provider was used.</summary>
    public bool ConnectionReused { get; set; }

    /// <summary>Why it failed; null when it did not.</summary>
    public ExecutionError? Error { get; set; }
}
