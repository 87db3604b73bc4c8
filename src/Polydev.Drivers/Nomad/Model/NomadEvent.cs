namespace Polydev.Drivers.Nomad.Model;

/// <summary>Something that changed.</summary>
public sealed record NomadEvent
{
    /// <summary><c>Job</c>, <c>Allocation</c>, <c>Evaluation</c>, <c>Node</c>, <c>Deployment</c>.</summary>
    public string? Topic { get; init; }

    /// <summary>For example <c>AllocationUpdated</c> or <c>NodeDrain</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Id of what changed.</summary>
    public string? Key { get; init; }

    /// <summary>Its namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>Further ids it can be asked for by.</summary>
    public IReadOnlyList<string>? FilterKeys { get; init; }

    /// <summary>Raft index.</summary>
    public ulong Index { get; init; }

    /// <summary>What it is now.</summary>
    public EventPayload? Payload { get; init; }
}
