namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>What happens on the same node when a task ends.</summary>
public sealed record RestartPolicy
{
    /// <summary>How often it is started again within the interval.</summary>
    public int? Attempts { get; init; }

    /// <summary>The interval.</summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Pause before a start.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary><c>fail</c> or <c>delay</c>, when the attempts are used up.</summary>
    public string? Mode { get; init; }
}
