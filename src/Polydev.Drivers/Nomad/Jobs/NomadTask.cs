using System.Text.Json.Nodes;

namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>One program in a group.</summary>
public sealed record NomadTask
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary><c>docker</c>, <c>raw_exec</c>, <c>exec</c>.</summary>
    public required string Driver { get; init; }

    /// <summary>User it runs as.</summary>
    public string? User { get; init; }

    /// <summary>Whether the others end with it.</summary>
    public bool? Leader { get; init; }

    /// <summary>What the driver is told. The server does not check it: a misspelt key fails the allocation.</summary>
    public JsonObject? Config { get; init; }

    /// <summary>Its environment. Never a secret: everybody with <c>read-job</c> sees it, and it stays in the servers' logs.</summary>
    public IReadOnlyDictionary<string, string>? Env { get; init; }

    /// <summary>What a node must be like.</summary>
    public IReadOnlyList<JobConstraint>? Constraints { get; init; }

    /// <summary>What it is given.</summary>
    public TaskResources? Resources { get; init; }

    /// <summary>How long it has to end by itself.</summary>
    public TimeSpan? KillTimeout { get; init; }

    /// <summary>Signal it is told to end with.</summary>
    public string? KillSignal { get; init; }

    /// <summary>How much of its output is kept.</summary>
    public LogConfig? LogConfig { get; init; }

    /// <summary>Where the payload of a dispatch goes.</summary>
    public DispatchPayloadFile? DispatchPayload { get; init; }

    /// <summary>Where the group's volumes are in it.</summary>
    public IReadOnlyList<VolumeMount>? VolumeMounts { get; init; }

    /// <summary>What happens on the same node when it ends.</summary>
    public RestartPolicy? RestartPolicy { get; init; }

    /// <summary>Metadata.</summary>
    public IReadOnlyDictionary<string, string>? Meta { get; init; }
}
