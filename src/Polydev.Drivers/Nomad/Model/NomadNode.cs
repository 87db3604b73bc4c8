namespace Polydev.Drivers.Nomad.Model;

/// <summary>A client of the cluster. Lists and events leave some of it out.</summary>
public sealed record NomadNode
{
    /// <summary>Id.</summary>
    public required string ID { get; init; }

    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Its datacenter.</summary>
    public string? Datacenter { get; init; }

    /// <summary>Its class.</summary>
    public string? NodeClass { get; init; }

    /// <summary>Its pool; 1.6 and later.</summary>
    public string? NodePool { get; init; }

    /// <summary>Its address.</summary>
    public string? Address { get; init; }

    /// <summary>Version of its agent.</summary>
    public string? Version { get; init; }

    /// <summary><c>initializing</c>, <c>ready</c>, <c>down</c> or <c>disconnected</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Why, in words.</summary>
    public string? StatusDescription { get; init; }

    /// <summary><c>eligible</c> or <c>ineligible</c>.</summary>
    public string? SchedulingEligibility { get; init; }

    /// <summary>Whether it drains.</summary>
    public bool Drain { get; init; }

    /// <summary>How it drains; null when it does not.</summary>
    public DrainSpec? DrainStrategy { get; init; }

    /// <summary>The drain before, or the one that goes on; null when it never drained.</summary>
    public LastDrain? LastDrain { get; init; }

    /// <summary>What can run on it, by driver.</summary>
    public IReadOnlyDictionary<string, NodeDriver>? Drivers { get; init; }

    /// <summary>What it has.</summary>
    public NodeResources? NodeResources { get; init; }

    /// <summary>What of it is kept for others.</summary>
    public NodeReserved? ReservedResources { get; init; }

    /// <summary>What was found out about it.</summary>
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }

    /// <summary>Metadata.</summary>
    public IReadOnlyDictionary<string, string>? Meta { get; init; }

    /// <summary>Directories that it offers.</summary>
    public IReadOnlyDictionary<string, HostVolume>? HostVolumes { get; init; }

    /// <summary>Raft index of its joining.</summary>
    public ulong CreateIndex { get; init; }

    /// <summary>Raft index of its last change.</summary>
    public ulong ModifyIndex { get; init; }
}
