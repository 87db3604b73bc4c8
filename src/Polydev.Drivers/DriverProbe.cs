namespace Polydev.Drivers;

/// <summary>Whether a driver can start workers here, and how well it walls them in.</summary>
public sealed record DriverProbe
{
    /// <summary>Whether workers can be started.</summary>
    public required bool Usable { get; init; }

    /// <summary>Why not, and what to do; or a remark.</summary>
    public string? Message { get; init; }

    /// <summary>The isolation in force.</summary>
    public required WorkerIsolation Isolation { get; init; }
}
