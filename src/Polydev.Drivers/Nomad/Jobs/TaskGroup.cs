namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>Tasks that run together on one node.</summary>
public sealed record TaskGroup
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How many allocations of it.</summary>
    public int? Count { get; init; }

    /// <summary>What a node must be like.</summary>
    public IReadOnlyList<JobConstraint>? Constraints { get; init; }

    /// <summary>What happens on the same node when a task ends.</summary>
    public RestartPolicy? RestartPolicy { get; init; }

    /// <summary>What happens on another node when the allocation fails.</summary>
    public ReschedulePolicy? ReschedulePolicy { get; init; }

    /// <summary>Disk of the allocation.</summary>
    public EphemeralDisk? EphemeralDisk { get; init; }

    /// <summary>How a new version takes the place of the old.</summary>
    public UpdatePolicy? Update { get; init; }

    /// <summary>Bounds of its count.</summary>
    public ScalingSpec? Scaling { get; init; }

    /// <summary>Its network and ports.</summary>
    public IReadOnlyList<GroupNetwork>? Networks { get; init; }

    /// <summary>What it offers to others.</summary>
    public IReadOnlyList<ServiceSpec>? Services { get; init; }

    /// <summary>Directories of the node that it wants, by our name.</summary>
    public IReadOnlyDictionary<string, VolumeRequest>? Volumes { get; init; }

    /// <summary>What happens when its node is lost; 1.8 and later.</summary>
    public DisconnectPolicy? Disconnect { get; init; }

    /// <summary>The same, from 1.7.2 to 1.9.</summary>
    public bool? PreventRescheduleOnLost { get; init; }

    /// <summary>After which it is ended; 2.0.3 and later.</summary>
    public TimeSpan? MaxRunDuration { get; init; }

    /// <summary>The tasks.</summary>
    public IReadOnlyList<NomadTask>? Tasks { get; init; }
}
