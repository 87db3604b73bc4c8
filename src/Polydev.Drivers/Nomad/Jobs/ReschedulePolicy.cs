namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>What happens on another node when an allocation fails.</summary>
public sealed record ReschedulePolicy
{
    /// <summary>How often within the interval.</summary>
    public int? Attempts { get; init; }

    /// <summary>The interval.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Pause before; at least 5 s.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary><c>constant</c>, <c>exponential</c> or <c>fibonacci</c>.</summary>
    public string? DelayFunction { get; init; }

    /// <summary>Longest pause.</summary>
    public TimeSpan? MaxDelay { get; init; }

    /// <summary>Whether there is no end to it.</summary>
    public bool? Unlimited { get; init; }
}
