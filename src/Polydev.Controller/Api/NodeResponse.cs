using Polydev.Drivers;

namespace Polydev.Controller.Api;

/// <summary>A host as it is shown.</summary>
internal sealed record NodeResponse
{
    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>ready, resting (starts failed and are held back) or unusable (the driver cannot start workers).</summary>
    public required string State { get; init; }

    /// <summary>What the driver has to say: why it cannot be used, or a remark.</summary>
    public string? Message { get; init; }

    /// <summary>Operating system.</summary>
    public required string Os { get; init; }

    /// <summary>Driver that starts its workers.</summary>
    public required string Driver { get; init; }

    /// <summary>Cores.</summary>
    public required double Cpus { get; init; }

    /// <summary>Memory in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>The walls around its workers, as they are in force.</summary>
    public required WorkerIsolation Isolation { get; init; }

    /// <summary>Live workers.</summary>
    public required int Workers { get; init; }

    /// <summary>The same by state.</summary>
    public required IReadOnlyDictionary<string, int> WorkersByState { get; init; }

    /// <summary>Starts that failed since the controller started.</summary>
    public required int StartFailures { get; init; }

    /// <summary>Why the last start failed; null since one succeeded.</summary>
    public string? LastStartFailure { get; init; }
}
