namespace Polydev.Simulator;

/// <summary>How a call is to fail.</summary>
public sealed record SimulatedFault
{
    /// <summary>The way.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>HTTP status, where the fault has one.</summary>
    public int Status { get; init; }

    /// <summary>Whether a 429 says that the quota is used up, which waiting does not mend.</summary>
    public bool Quota { get; init; }

    /// <summary>The wait the provider asks for; null sends none.</summary>
    public double? RetryAfterSeconds { get; init; }

    /// <summary>Pieces of the answer that are sent before the fault; 0 makes it the first thing in the stream.</summary>
    public int After { get; init; } = 2;

    /// <summary>How long nothing comes.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How a cut ends on the connection.</summary>
    public FaultEnding Ending { get; init; }

    /// <summary>Length of a huge line in bytes.</summary>
    public int Bytes { get; init; }

    /// <summary>How many calls of one key meet the fault before the rest succeed; null fails them all.</summary>
    public int? Times { get; init; }
}
