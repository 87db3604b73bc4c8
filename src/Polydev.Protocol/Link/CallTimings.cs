namespace Polydev.Protocol.Link;

/// <summary>How the time and the bytes of one provider call went, as the worker saw them. Times are milliseconds from the arrival of the run frame.</summary>
public sealed record CallTimings
{
    /// <summary>The request was written to the provider; null when it never was.</summary>
    public double? SentMs { get; init; }

    /// <summary>The first byte of the provider's answer arrived.</summary>
    public double? FirstByteMs { get; init; }

    /// <summary>The first output event was made.</summary>
    public double? FirstEventMs { get; init; }

    /// <summary>The call was over.</summary>
    public double EndMs { get; init; }

    /// <summary>Bytes of the request body.</summary>
    public long BytesSent { get; init; }

    /// <summary>Bytes of the answer's body.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Whether the call went over a connection that was already open.</summary>
    public bool ConnectionReused { get; init; }
}
