namespace Polydev.Drivers.Nomad.Jobs;

/// <summary>A job, as it is registered and as the cluster shows it. What is null is left to the cluster.</summary>
public sealed record NomadJob
{
    /// <summary>Region; null for that of the agent.</summary>
    public string? Region { get; init; }

    /// <summary>Namespace; null for that of the request.</summary>
    public string? Namespace { get; init; }

    /// <summary>Id, unique in its namespace.</summary>
    public required string ID { get; init; }

    /// <summary>Name to show.</summary>
    public string? Name { get; init; }

    /// <summary><c>batch</c>, <c>service</c> or <c>system</c>.</summary>
    public string? Type { get; init; }

    /// <summary>1 to 100; 50 where nothing is said.</summary>
    public int? Priority { get; init; }

    /// <summary>Whether all groups are placed or none.</summary>
    public bool? AllAtOnce { get; init; }

    /// <summary>Datacenters it may run in; required before 1.5.</summary>
    public IReadOnlyList<string>? Datacenters { get; init; }

    /// <summary>Pool of nodes it may run in; 1.6 and later.</summary>
    public string? NodePool { get; init; }

    /// <summary>What a node must be like.</summary>
    public IReadOnlyList<JobConstraint>? Constraints { get; init; }

    /// <summary>What its allocations are spread over.</summary>
    public IReadOnlyList<JobSpread>? Spreads { get; init; }

    /// <summary>What runs together on one node.</summary>
    public IReadOnlyList<TaskGroup>? TaskGroups { get; init; }

    /// <summary>How a new version takes the place of the old.</summary>
    public UpdatePolicy? Update { get; init; }

    /// <summary>Makes it one that runs when it is dispatched; null for others.</summary>
    public ParameterizedJob? ParameterizedJob { get; init; }

    /// <summary>Whether it came of a dispatch.</summary>
    public bool? Dispatched { get; init; }

    /// <summary>What its dispatch brought.</summary>
    public byte[]? Payload { get; init; }

    /// <summary>Metadata.</summary>
    public IReadOnlyDictionary<string, string>? Meta { get; init; }

    /// <summary>The parameterized job that it was dispatched from.</summary>
    public string? ParentID { get; init; }

    /// <summary>Whether it was stopped.</summary>
    public bool? Stop { get; init; }

    /// <summary><c>pending</c>, <c>running</c> or <c>dead</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Why, in words.</summary>
    public string? StatusDescription { get; init; }

    /// <summary>Number of this version, from 0.</summary>
    public ulong? Version { get; init; }

    /// <summary>When it was submitted, in ns since 1970.</summary>
    public long? SubmitTime { get; init; }

    /// <summary>Raft index of its first registration.</summary>
    public ulong? CreateIndex { get; init; }

    /// <summary>Raft index of its last change.</summary>
    public ulong? ModifyIndex { get; init; }

    /// <summary>Raft index of its last registration.</summary>
    public ulong? JobModifyIndex { get; init; }
}
