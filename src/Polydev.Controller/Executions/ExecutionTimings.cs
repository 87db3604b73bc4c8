namespace Polydev.Controller.Executions;

/// <summary>Where an execution's time went, in milliseconds.</summary>
internal sealed record ExecutionTimings
{
    /// <summary>From acceptance to its turn.</summary>
    public double? QueuedMs { get; init; }

    /// <summary>From its turn to a worker, on the last attempt.</summary>
    public double? ClaimMs { get; init; }

    /// <summary>From acceptance to the first output event.</summary>
    public double? FirstEventMs { get; init; }

    /// <summary>From acceptance to the end.</summary>
    public double? TotalMs { get; init; }
}
