namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>What happens when a group's node is lost.</summary>
public sealed record DisconnectPolicy
{
    /// <summary>When it counts as lost.</summary>
    public TimeSpan? LostAfter { get; init; }

    /// <summary>When the node itself ends it.</summary>
    public TimeSpan? StopOnClientAfter { get; init; }

    /// <summary>Whether another takes its place.</summary>
    public bool? Replace { get; init; }

    /// <summary>Which of two stays when the node comes back.</summary>
    public string? Reconcile { get; init; }
}
