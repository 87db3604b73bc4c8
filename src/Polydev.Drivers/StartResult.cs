using System.Diagnostics.CodeAnalysis;

namespace Polydev.Drivers;

/// <summary>What came of starting a worker: an allocation, or the stage that failed and why.</summary>
public sealed record StartResult
{
    private StartResult(Allocation? allocation, DriverError? error, string? message)
    {
        Allocation = allocation;
        Error = error;
        Message = message;
    }

    /// <summary>What was placed; null on failure.</summary>
    public Allocation? Allocation { get; }

    /// <summary>The stage that failed; null on success.</summary>
    public DriverError? Error { get; }

    /// <summary>What to do about it, for the operator; null on success.</summary>
    public string? Message { get; }

    /// <summary>Whether a worker was placed.</summary>
    [MemberNotNullWhen(true, nameof(Allocation))]
    [MemberNotNullWhen(false, nameof(Error), nameof(Message))]
    public bool Started => Allocation is not null;

    /// <summary>A worker was placed.</summary>
    public static StartResult Placed(Allocation allocation) => new(allocation, null, null);

    /// <summary>No worker was placed.</summary>
    public static StartResult Failed(DriverError error, string message) => new(null, error, message);
}
