namespace Polydev.Drivers.Nomad.Model;

/// <summary>How the scheduler chooses.</summary>
public sealed record SchedulerConfiguration
{
    /// <summary>That.</summary>
    public SchedulerSettings? SchedulerConfig { get; init; }

    /// <summary>Raft index of its last change.</summary>
    public ulong Index { get; init; }
}
